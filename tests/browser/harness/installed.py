"""The package as people install it: its wheel in a fresh environment, beside JupyterLab, without the checkout."""

from __future__ import annotations

import asyncio
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coverslip_engine.environments.uv import Uv

if TYPE_CHECKING:
    from build_steps.config import Config


@dataclass(frozen=True)
class Installed:
    """An environment."""

    folder: Path

    def program(self, name: str) -> str:
        """The path of one of its programs."""
        return str(self.folder / "bin" / name)


def install(config: Config, wheel: Path, folder: Path) -> Installed:
    """Make an environment of the locked packages and the wheel, with nothing of the checkout."""
    lock = config.root / "build_steps" / "requirements-jupyter.lock"
    uv, found = Uv(), Installed(folder)
    kept = ["--quiet", "--cache-dir", str(config.cache / "uv")]
    to = ["--python", found.program("python")]

    async def made() -> None:
        for words in (
            ["venv", "--no-project", *kept, "--python", str(config.venv_python), str(folder)],
            # Hashes that the lock has are compared.
            ["pip", "install", *kept, *to, "-r", str(lock)],
            # All that its extras ask for is there: nothing more is fetched.
            ["pip", "install", *kept, *to, "--offline", f"coverslip[engine,jupyter] @ {wheel.as_uri()}"],
        ):
            await uv.run(words, lambda _: None)

    # Playwright has a loop of its own in this thread.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, made()).result()
    told = subprocess.run(
        [found.program("python"), "-c", "import coverslip; print(coverslip.__file__)"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(told.stdout.strip()).is_relative_to(folder)
    return found


def clean() -> dict[str, str]:
    """The environment of this process, without what leads to the checkout."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
