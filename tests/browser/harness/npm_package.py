"""Files of an npm package that a test serves as they are; they come from the registry and are pinned by sha256."""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING

from build_steps.content import folder_in_progress, sha256_of_file
from build_steps.errors import HashMismatch
from build_steps.programs import find_program, run

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config


def npm_files(config: Config, requirement: str, sha256: str, folder: str) -> dict[str, bytes]:
    """The files directly in `folder` of a package, by name.

    Args:
        config: its cache keeps the package.
        requirement: name and version, such as "itk-vtk-viewer@14.51.0".
        sha256: of the registry's archive, in lower-case hex.
        folder: the folder's path in the package.

    Raises:
        HashMismatch: the registry gave another file.
    """
    place = config.cache / "files" / sha256
    if not place.is_dir():
        with folder_in_progress(place) as working:
            npm = find_program("npm", "Install Node.js 20 or newer with npm.")
            run([npm, "pack", requirement, "--ignore-scripts", "--loglevel=error"], cwd=working)
            check(next(working.glob("*.tgz")), sha256)
    archive = next(place.glob("*.tgz"))
    check(archive, sha256)
    with tarfile.open(archive) as members:
        prefix = f"package/{folder}/"
        named = [member for member in members if member.isfile() and member.name.startswith(prefix)]
        direct = [member for member in named if "/" not in member.name.removeprefix(prefix)]
        return {member.name.removeprefix(prefix): content(members, member) for member in direct}


def check(archive: Path, sha256: str) -> None:
    """Refuse an archive that is not the pinned one."""
    actual = sha256_of_file(archive)
    if actual != sha256:
        raise HashMismatch(archive.name, sha256, actual)


def content(members: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The bytes of a file in an archive."""
    stream = members.extractfile(member)
    if stream is None:
        raise FileNotFoundError(member.name)
    return stream.read()
