"""Files of the other side, where Python's libraries find them: as files of a folder."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .rpc.blob import Blob


class MountedFiles:
    """A folder of files. In a browser their bytes are read from the page's own files when a library asks for them.

    Attributes:
        paths: where each file is, in the order in which they were given.
    """

    def __init__(self, folder: Path, paths: Sequence[Path], *, is_mount: bool) -> None:
        self._folder = folder
        self._is_mount = is_mount
        self.paths = list(paths)

    @classmethod
    async def of(cls, files: Sequence[Blob], names: Sequence[str]) -> Self:
        """Put files into a folder of their own.

        Args:
            files: the files.
            names: by which they are found, with folders as they lay in them.
        """
        folder = Path(tempfile.mkdtemp(prefix="coverslip-files-"))
        inner = _inner_names(names)
        paths = [folder.joinpath(*name.parts) for name in inner]
        if sys.platform == "emscripten":
            from ._compat import mount_files
            from .rpc.message_port import JsBlob

            if all(isinstance(file, JsBlob) for file in files):
                proxies = [file.proxy for file in files if isinstance(file, JsBlob)]
                mount_files(str(folder), [(str(name), proxy) for name, proxy in zip(inner, proxies, strict=True)])
                return cls(folder, paths, is_mount=True)
        for path, file in zip(paths, files, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as out:
                async for piece in file:
                    out.write(piece)
        return cls(folder, paths, is_mount=False)

    def close(self) -> None:
        """Take the folder away."""
        if self._is_mount:
            from ._compat import unmount_files

            unmount_files(str(self._folder))
            self._folder.rmdir()
        else:
            shutil.rmtree(self._folder, ignore_errors=True)


def _inner_names(names: Sequence[str]) -> list[PurePosixPath]:
    """Names that lead nowhere else, each once."""
    taken: set[PurePosixPath] = set()
    out = []
    for number, name in enumerate(names):
        parts = [part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in ("/", "..", ".")]
        inner = PurePosixPath(*parts) if parts else PurePosixPath("file")
        if inner in taken:
            inner = inner.with_name(f"{number} {inner.name}")
        taken.add(inner)
        out.append(inner)
    return out
