"""uv, which makes environments, told to take packages from where pip takes them on this machine."""

from __future__ import annotations

import ast
import asyncio
import os
import shutil
import sys
from typing import TYPE_CHECKING

from coverslip_engine.errors import EnvironmentFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

#: uv's name for each of pip's settings, and what stands between several values there.
_SETTINGS: Mapping[str, tuple[str, str]] = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "constraint": ("UV_CONSTRAINT", " "),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "no-index": ("UV_NO_INDEX", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


class Uv:
    """Runs uv.

    Args:
        program: its path; by default the one on the PATH, else that of the package `uv`.
        settings: variables that it gets besides the engine's own; by default what pip's configuration says.
    """

    def __init__(self, program: str | None = None, settings: Mapping[str, str] | None = None) -> None:
        self._program = program
        self._settings = settings

    async def run(self, arguments: Sequence[str], on_log: Callable[[str], None]) -> str:
        """Run a command.

        Args:
            arguments: its arguments.
            on_log: gets its lines.

        Returns:
            What it said.

        Raises:
            EnvironmentFailed: with what it said.
        """
        program = self._program = self._program or find_uv()
        if self._settings is None:
            self._settings = from_pip(await _pip_configuration())
        environment = {**self._settings, **os.environ, "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
        # The engine's own environment is none of the plugin's.
        environment.pop("VIRTUAL_ENV", None)
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=environment,
            start_new_session=True,
        )
        if process.stdout is None:
            raise EnvironmentFailed("uv was started without a pipe.", "")
        said: list[str] = []
        try:
            async for line in process.stdout:
                said.append(line.decode(errors="replace").rstrip())
                on_log(said[-1])
            code = await process.wait()
        except BaseException:
            process.kill()
            await process.wait()
            raise
        if code:
            text = "\n".join(said)
            raise EnvironmentFailed(
                f"uv could not make the environment of the plugin (exit code {code}): {_reason(said)} Correct the "
                "`dependencies` in its header.",
                text,
            )
        return "\n".join(said)


def find_uv() -> str:
    """The path of uv.

    Raises:
        EnvironmentFailed: there is none.
    """
    found = shutil.which("uv")
    if found:
        return found
    try:
        from uv import find_uv_bin

        return str(find_uv_bin())
    except (ImportError, FileNotFoundError) as error:
        raise EnvironmentFailed(
            "There is no uv here, which makes the environments of plugins: pip install uv.", str(error)
        ) from error


def from_pip(configuration: str) -> dict[str, str]:
    """Variables for uv that say the same as pip's configuration.

    Args:
        configuration: what `pip config list` says: lines such as `global.index-url='…'`, later ones winning.
    """
    out: dict[str, str] = {}
    for line in configuration.splitlines():
        key, _, written = line.partition("=")
        section, _, name = key.rpartition(".")
        setting = _SETTINGS.get(name)
        if setting is None or section not in ("global", "install", ":env:"):
            continue
        try:
            value = str(ast.literal_eval(written))
        except (ValueError, SyntaxError):
            continue
        if value.lower() not in ("", "false", "0", "no"):
            out[setting[0]] = setting[1].join(value.split())
    if "UV_INDEX" in out:
        # pip takes the best version of all indexes; uv's own rule is the first index that has the package.
        out["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return out


async def _pip_configuration() -> str:
    """What pip is told on this machine; "" where there is no pip."""
    python = sys.executable
    process = await asyncio.create_subprocess_exec(
        python, "-m", "pip", "config", "list", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    said, _ = await process.communicate()
    return said.decode(errors="replace") if process.returncode == 0 else ""


def _reason(said: Sequence[str]) -> str:
    """What uv gives as the reason, in one line."""
    text = " ".join(line.strip(" ×│╰─▶") for line in said if line.strip())
    return text if len(text) <= 600 else f"…{text[-600:]}"
