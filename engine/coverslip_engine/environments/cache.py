"""The environments of one engine, one folder each."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import coverslip

from coverslip_engine.errors import NotFound

from .environment import Environment, EnvironmentSpec
from .uv import Uv

if TYPE_CHECKING:
    from collections.abc import Callable

#: Written last: a folder without it was left by an engine that ended while it made the environment.
_RECORD = "coverslip.json"


class EnvironmentCache:
    """Makes each environment once.

    Args:
        folder: where they are kept.
        uv: makes them.

    Attributes:
        folder: where they are kept.
    """

    def __init__(self, folder: Path, uv: Uv | None = None) -> None:
        self.folder = folder
        self._uv = uv or Uv()
        self._locks: dict[str, asyncio.Lock] = {}

    async def ensure(self, spec: EnvironmentSpec, on_log: Callable[[str], None] = lambda _: None) -> Environment:
        """The environment that is asked for; made when there is none.

        Raises:
            EnvironmentFailed: uv could not make it.
        """
        async with self._locks.setdefault(spec.key, asyncio.Lock()):
            known = self._read(spec.key)
            if known is None:
                return await self._make(spec, on_log)
            # The record's time is that of the last use.
            (known.folder / _RECORD).touch()
            return known

    def all(self) -> list[Environment]:
        """All that are there, the newest first."""
        found = (self._read(path.parent.name) for path in self.folder.glob(f"*/{_RECORD}"))
        return sorted((each for each in found if each is not None), key=lambda each: -each.made)

    def get(self, key: str) -> Environment:
        """One by its id.

        Raises:
            NotFound: there is none.
        """
        found = self._read(key)
        if found is None:
            raise NotFound(f"There is no environment {key!r} on this engine.")
        return found

    async def remove(self, key: str) -> None:
        """Delete an environment; the next plugin that asks for it makes it anew."""
        self.get(key)
        async with self._locks.setdefault(key, asyncio.Lock()):
            folder = self.folder / key
            (folder / _RECORD).unlink(missing_ok=True)
            await asyncio.to_thread(shutil.rmtree, folder, True)

    async def _make(self, spec: EnvironmentSpec, on_log: Callable[[str], None]) -> Environment:
        folder = self.folder / spec.key
        self.folder.mkdir(parents=True, exist_ok=True)
        if folder.exists():
            await asyncio.to_thread(shutil.rmtree, folder)
        try:
            # An interpreter that will do is the engine's own, unless the plugin asks for another.
            own = fits(spec.python)
            await self._uv.run(
                ["venv", "--no-project", "--python", sys.executable if own else spec.python, str(folder)], on_log
            )
            python = folder / "bin" / "python"
            if spec.requirements:
                await self._uv.run(["pip", "install", "--python", str(python), "--", *spec.requirements], on_log)
            frozen = await self._uv.run(["pip", "freeze", "--python", str(python)], lambda _: None)
            _provide_coverslip(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        packages = tuple(line for line in frozen.splitlines() if "==" in line or " @ " in line)
        made = time.time()
        record = {
            "python": spec.python,
            "requirements": list(spec.requirements),
            "packages": list(packages),
            "made": made,
        }
        partial = folder / f"{_RECORD}.partial"
        partial.write_text(json.dumps(record, indent=2), encoding="utf-8")
        partial.replace(folder / _RECORD)
        return Environment(spec.key, spec, folder, python, packages, made, made)

    def _read(self, key: str) -> Environment | None:
        folder = self.folder / key
        try:
            record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
            used = (folder / _RECORD).stat().st_mtime
        except FileNotFoundError:
            return None
        spec = EnvironmentSpec(tuple(record["requirements"]), record["python"])
        python = folder / "bin" / "python"
        return Environment(key, spec, folder, python, tuple(record["packages"]), record["made"], used)


def fits(wanted: str) -> bool:
    """Whether the engine's own interpreter is of a version that will do."""
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(wanted).contains(".".join(map(str, sys.version_info[:3])))
    except InvalidSpecifier:
        return False


def _provide_coverslip(folder: Path) -> None:
    """Let the environment import the very package that the engine has, whichever Python it is of."""
    (packages,) = (folder / "lib").glob("python*/site-packages")
    target = packages / "coverslip"
    if not target.exists():
        target.symlink_to(Path(coverslip.__file__).parent, target_is_directory=True)
