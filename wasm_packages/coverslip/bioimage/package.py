"""The files of a model: in a zip, in a folder, or behind an address."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from itertools import takewhile
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit

from coverslip.errors import FileFormatError

from .errors import DescriptionError

Fetch = Callable[[str], Awaitable[bytes]]
#: Names of the description, the first that is there counts.
DESCRIPTIONS = ("bioimageio.yaml", "rdf.yaml", "model.yaml")


class Package:
    """Files by name.

    Args:
        read: gives the bytes of a file.
        names: of all files.
        name: what the package is called.
    """

    def __init__(self, read: Callable[[str], bytes], names: Iterable[str], name: str) -> None:
        self._read = read
        self.names = tuple(names)
        self.name = name

    @classmethod
    def from_zip(cls, data: bytes, name: str) -> Package:
        """A zip; its top is where its description lies, or else below folders that hold nothing but one another.

        Raises:
            FileFormatError: when it is no zip, or is damaged.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise FileFormatError(
                f"{name} is no zip archive, or is not copied to its end. Fetch or save it again.", name
            ) from error
        entries = {_path(each.filename): each for each in archive.infolist() if not each.is_dir()}
        entries = {path: entry for path, entry in entries.items() if not _is_clutter(path)}
        inner = only_archive(entries)
        if inner is not None:
            try:
                return cls.from_zip(archive.read(entries[inner]), PurePosixPath(inner).name)
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
                raise FileFormatError(f"{inner} in {name} can't be unpacked: {error}.", name) from error
        prefix = _top(entries)

        def read(member: str) -> bytes:
            try:
                return archive.read(entries[prefix + member])
            except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
                raise FileFormatError(f"{member} in {name} can't be unpacked: {error}.", name) from error

        return cls(read, [each.removeprefix(prefix) for each in entries if each.startswith(prefix)], name)

    @classmethod
    def from_folder(cls, folder: Path) -> Package:
        """A folder, with what is below it."""
        paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
        return cls(lambda member: paths[member].read_bytes(), paths, folder.name)

    @classmethod
    def from_files(cls, files: Mapping[str, bytes], name: str) -> Package:
        """Files that are here already."""
        return cls(files.__getitem__, files, name)

    @classmethod
    async def from_url(cls, url: str, fetch: Fetch) -> Package:
        """What an address gives: a zip, or a description whose files lie beside it.

        Args:
            url: of the zip or of the YAML file.
            fetch: gives the bytes of an address.

        Raises:
            DescriptionError: naming the file that can't be had.
        """
        from .requirements import bring_specification
        from .yaml_text import parse, references

        name = PurePosixPath(urlsplit(url).path).name or "model"
        data = await fetch(url)
        if data[:2] == b"PK":
            return cls.from_zip(data, name)
        await bring_specification()
        files = {DESCRIPTIONS[0]: data}
        for reference in references(parse(data, name)):
            address = urljoin(url, reference.source)
            try:
                files[reference.source] = await fetch(address)
            except OSError as error:
                # What lies elsewhere may be gone, as long as the network is there.
                if reference.is_address and not reference.is_needed:
                    continue
                raise DescriptionError(f"{reference.source} of {name} can't be had from {address}: {error}") from error
        return cls.from_files(files, name)

    def __contains__(self, member: str) -> bool:
        return member.removeprefix("./") in self.names

    def read(self, member: str) -> bytes:
        """The bytes of a file.

        Raises:
            DescriptionError: when there is no such file.
        """
        plain = member.removeprefix("./")
        if plain not in self.names:
            raise DescriptionError(
                f"{self.name} holds no file {member!r}; it holds {', '.join(self.names) or 'nothing'}."
            )
        return self._read(plain)

    def first(self, names: Iterable[str]) -> str | None:
        """The first of these names that is there."""
        return next((each for each in names if each in self.names), None)


def only_archive(paths: Iterable[str]) -> str | None:
    """The archive that is packed once more: the only one in an archive without a model of its own."""
    names = list(paths)
    archives = [name for name in names if name.lower().endswith(".zip")]
    is_model = any(name.lower().endswith((".onnx", ".model", *DESCRIPTIONS)) for name in names)
    return archives[0] if len(archives) == 1 and not is_model else None


def _path(name: str) -> str:
    """A name in an archive as Windows, too, should have written it."""
    return name.replace("\\", "/")


def _is_clutter(path: str) -> bool:
    """Whether a file system of macOS or Windows left it in an archive."""
    parts = PurePosixPath(path).parts
    return "__MACOSX" in parts or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _top(paths: Iterable[str]) -> str:
    """The folder that counts as the top of an archive, with a slash at its end; "" for its own top."""
    folders = [PurePosixPath(path).parent for path in paths]
    described = [PurePosixPath(path).parent for path in paths if PurePosixPath(path).name in DESCRIPTIONS]
    if described:
        top = min(described, key=lambda folder: len(folder.parts))
    else:
        levels = zip(*(folder.parts for folder in folders), strict=False)
        top = PurePosixPath(*(level[0] for level in takewhile(lambda level: len(set(level)) == 1, levels)))
    return "" if top == PurePosixPath() else f"{top}/"
