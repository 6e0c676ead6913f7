"""Files known by content: hashes, compression with the same bytes each time, writes that are whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_BLOCK = 1 << 20


def sha256_of(data: bytes) -> str:
    """The sha256 of `data` in lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def sha256_of_file(path: Path) -> str:
    """The sha256 of a file in lower-case hex."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def digest_of(value: object) -> str:
    """The sha256 of a value that JSON can hold, whatever the order of its keys."""
    return sha256_of(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())


def digest_of_tree(root: Path, paths: Iterable[Path]) -> str:
    """The sha256 over names (relative to `root`) and contents of files."""
    return digest_of(sorted((path.relative_to(root).as_posix(), sha256_of_file(path)) for path in paths))


def gzip_bytes(data: bytes) -> bytes:
    """Compresses at level 9, with no time and no name in the header."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31, 9)
    packed = bytearray(packer.compress(data) + packer.flush())
    packed[9] = 255  # the operating system that made it: unknown
    return bytes(packed)


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file so that nobody ever sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def folder_in_progress(target: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `target` when the block ends well and vanishes otherwise."""
    target.parent.mkdir(parents=True, exist_ok=True)
    working = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield working
        working.chmod(0o755)
        try:
            working.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(working, ignore_errors=True)


def kept(cache: Path, step: str, key: str, make: Callable[[Path], None]) -> Path:
    """The folder with the output of a step, which is made unless it is there from earlier.

    Args:
        cache: the folder of all downloads and outputs.
        step: the step's name.
        key: the digest of all that the output depends on.
        make: fills an empty folder with the output.
    """
    folder = cache / "steps" / step / key
    if not folder.is_dir():
        with folder_in_progress(folder) as working:
            make(working)
    return folder
