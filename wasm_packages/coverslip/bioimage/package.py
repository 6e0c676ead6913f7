"""The files of a model: in a zip, in a folder, or behind an address."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Awaitable, Callable, Iterable, Mapping
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
        """A zip; what lies in its only folder lies at its top.

        Raises:
            FileFormatError: when it is no zip, or is damaged.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except zipfile.BadZipFile as error:
            raise FileFormatError(
                f"{name} is no zip archive, or is not copied to its end. Fetch or save it again.", name
            ) from error
        names = [each for each in archive.namelist() if not each.endswith("/")]
        tops = {PurePosixPath(each).parts[0] for each in names}
        prefix = f"{tops.pop()}/" if len(tops) == 1 and all("/" in each for each in names) else ""

        def read(member: str) -> bytes:
            try:
                return archive.read(prefix + member)
            except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
                raise FileFormatError(f"{member} in {name} can't be unpacked: {error}.", name) from error

        return cls(read, [each.removeprefix(prefix) for each in names], name)

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
        from .yaml_text import parse, sources

        name = PurePosixPath(urlsplit(url).path).name or "model"
        data = await fetch(url)
        if data[:2] == b"PK":
            return cls.from_zip(data, name)
        await bring_specification()
        files = {DESCRIPTIONS[0]: data}
        for source in sources(parse(data, name)):
            address = urljoin(url, source)
            try:
                files[source] = await fetch(address)
            except OSError as error:
                raise DescriptionError(f"{source} of {name} can't be had from {address}: {error}") from error
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

    def as_zip(self) -> zipfile.ZipFile:
        """The same files as an open archive in memory, for those that read only archives."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for member in self.names:
                archive.writestr(member, self._read(member))
        return zipfile.ZipFile(io.BytesIO(buffer.getvalue()))
