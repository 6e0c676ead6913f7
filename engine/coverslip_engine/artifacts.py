"""Files by their content: the same bytes are kept once, under their sha256, and uploads go on where they were cut."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import shutil
import time
from typing import TYPE_CHECKING, BinaryIO

from .disk import StorageFull, naming_a_full_disk
from .errors import EngineError, NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Callable
    from pathlib import Path

    from .settings import ServerLimits

_SHA256 = re.compile(r"[0-9a-f]{64}")
#: Bytes that are gathered before they are written.
_BLOCK = 2**18
_DAY = 86400.0
#: Seconds after which an upload that nobody goes on with is deleted.
_STALE = 7 * _DAY


class TooLarge(EngineError, ValueError):
    """A file with more bytes than the engine takes."""


class WrongOffset(EngineError, ValueError):
    """A part that does not follow what has come.

    Attributes:
        received: bytes that have come; the next part begins there.
    """

    def __init__(self, message: str, received: int) -> None:
        super().__init__(message)
        self.received = received


class WrongContent(EngineError, ValueError):
    """A file whose sha256 is another one than was announced."""


class Artifacts:
    """The files of one engine.

    Args:
        folder: where they are kept.
        limits: how many bytes they may have.
        keep_days: how long a file is kept that nobody uses. Jobs have their arguments to themselves.
        clock: seconds since 1970.
    """

    def __init__(
        self, folder: Path, limits: ServerLimits, keep_days: float, clock: Callable[[], float] = time.time
    ) -> None:
        self._files, self._uploads, self._limits = folder / "files", folder / "uploads", limits
        self._keep, self._clock = keep_days * _DAY, clock
        self._busy: set[Path] = set()
        for each in (self._files, self._uploads):
            each.mkdir(parents=True, exist_ok=True)

    def delete_unused(self) -> list[str]:
        """Delete files that nobody has used for their time, and uploads that nobody goes on with; gives their names."""
        now, gone = self._clock(), []
        for folder, patience in ((self._files, self._keep), (self._uploads, min(self._keep, _STALE))):
            for path in folder.iterdir():
                if path not in self._busy and now - path.stat().st_mtime > patience:
                    path.unlink()
                    gone.append(path.name)
        return gone

    def path(self, sha256: str) -> Path:
        """The file of a content, which is used now.

        Raises:
            NotFound: it is not here.
        """
        path = self._files / _checked(sha256)
        if not path.is_file():
            raise NotFound(f"The engine has no file {sha256}; upload it first.")
        now = self._clock()
        os.utime(path, (now, now))
        return path

    def used(self) -> int:
        """Bytes of all files, and of those that are on their way."""
        return sum(path.stat().st_size for folder in (self._files, self._uploads) for path in folder.iterdir())

    def delete(self, sha256: str) -> None:
        """Delete a file.

        Raises:
            NotFound: it is not here.
        """
        self.path(sha256).unlink()

    def busy(self, sha256: str, owner: str) -> bool:
        """Whether a connection of an owner's brings a file just now."""
        return self._part(sha256, owner) in self._busy

    def received(self, sha256: str, owner: str) -> tuple[int, bool]:
        """How many bytes of a file have come from an owner, and whether the file is whole."""
        whole = self._files / _checked(sha256)
        if whole.is_file():
            # Who asks is about to use it, and must not lose it in between.
            return self.path(sha256).stat().st_size, True
        part = self._part(sha256, owner)
        return (part.stat().st_size if part.exists() else 0), False

    async def append(
        self, sha256: str, owner: str, offset: int, total: int, content: AsyncIterable[bytes]
    ) -> tuple[int, bool]:
        """Add a part of a file; gives what `received` does.

        What has come when the connection breaks is kept.

        Args:
            sha256: of the whole file.
            owner: whose upload it is.
            offset: where the part begins.
            total: bytes of the whole file.
            content: the part.

        Raises:
            TooLarge: the file, or what came of it, has too many bytes.
            StorageFull: there is no room.
            WrongOffset: the part does not follow what has come, or another connection brings this file just now.
            WrongContent: the file is whole, and has another sha256.
        """
        if total > self._limits.artifact:
            raise TooLarge(f"The file has {total} bytes; this engine takes {self._limits.artifact} at most.")
        have, whole = self.received(sha256, owner)
        if whole:
            return have, True
        part = self._part(sha256, owner)
        if part in self._busy:
            raise WrongOffset("Another connection brings this file just now; ask again when it has ended.", have)
        if offset != have:
            raise WrongOffset(f"The part begins at {offset}, and {have} bytes have come; go on there.", have)
        self._make_room(total - have)
        self._busy.add(part)
        try:
            with naming_a_full_disk("free some room there, then go on."):
                have = await self._write(part, have, total, content)
                if have < total:
                    return have, False
                await asyncio.to_thread(self._finish, part, sha256)
        finally:
            self._busy.discard(part)
        return have, True

    def _part(self, sha256: str, owner: str) -> Path:
        # Nobody can spoil another one's upload.
        whose = hashlib.sha256(owner.encode()).hexdigest()[:16]
        return self._uploads / f"{_checked(sha256)}-{whose}"

    def _make_room(self, wanted: int) -> None:
        limits = self._limits
        if limits.storage is not None and self.used() + wanted > limits.storage:
            raise StorageFull(
                f"The file needs {wanted} bytes more, and the engine keeps {limits.storage} of files at most; "
                "delete some, or start it with more."
            )
        free = shutil.disk_usage(self._uploads).free - limits.reserve
        if wanted > free:
            raise StorageFull(
                f"The file needs {wanted} bytes more, and the engine's disk has {max(free, 0)} for it; "
                "free some room there, then go on."
            )

    async def _write(self, part: Path, have: int, total: int, content: AsyncIterable[bytes]) -> int:
        gathered = bytearray()
        with await asyncio.to_thread(part.open, "ab") as stream:
            try:
                async for block in content:
                    if have + len(gathered) + len(block) > total:
                        raise TooLarge(f"More came than the {total} bytes that were announced.")
                    gathered += block
                    if len(gathered) >= _BLOCK:
                        have += await asyncio.to_thread(_written, stream, bytes(gathered))
                        gathered.clear()
            finally:
                # What has come before a cut counts.
                have += stream.write(bytes(gathered))
        return have

    def _finish(self, part: Path, sha256: str) -> None:
        with part.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != sha256:
            part.unlink()
            raise WrongContent(f"What came has the sha256 {found}, not {sha256}; send the file again.")
        part.replace(self._files / sha256)


def _written(stream: BinaryIO, block: bytes) -> int:
    """Write a block so that it counts whatever comes next."""
    number = stream.write(block)
    stream.flush()
    return number


def _checked(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise Refused(f"{sha256[:80]!r} is no sha256: 64 digits of 0-9 and a-f.")
    return sha256
