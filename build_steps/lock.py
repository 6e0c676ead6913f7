"""packages.lock.json: each package of the site with its hash and its sources, in the order in which they are tried."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from build_steps.content import write_whole
from build_steps.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Origin = Literal["pyodide", "pypi", "built"]
_REMEDY = "Make the lock again with `python3 build.py wheels --lock`."


@dataclass(frozen=True)
class Cdn:
    """Pyodide's own distribution."""

    kind: Literal["cdn"] = "cdn"


@dataclass(frozen=True)
class Member:
    """A file inside the wheel of a package on PyPI."""

    package: str
    version: str
    member: str
    kind: Literal["member"] = "member"


@dataclass(frozen=True)
class Pypi:
    """A file of the package itself on PyPI."""

    kind: Literal["pypi"] = "pypi"


@dataclass(frozen=True)
class Recipe:
    """Our own build from a recipe; `sdist_sha256` is of the sources it is made from."""

    recipe: str
    sdist_sha256: str
    kind: Literal["recipe"] = "recipe"


Source = Cdn | Member | Pypi | Recipe
_SOURCES: dict[str, type[Source]] = {"cdn": Cdn, "member": Member, "pypi": Pypi, "recipe": Recipe}


@dataclass(frozen=True)
class LockedPackage:
    """One package. `sha256` and `size` are None for a wheel of our own build, whose sources are pinned instead."""

    name: str
    version: str
    file_name: str
    sha256: str | None
    size: int | None
    depends: tuple[str, ...]
    imports: tuple[str, ...]
    origin: Origin
    licence: str
    sources: tuple[Source, ...]
    fallback: LockedPackage | None = None
    """Taken where this one can't be had: Pyodide's own older wheel of a package that we build."""


@dataclass(frozen=True)
class Lock:
    """The whole lock; `packages` is sorted by name."""

    pyodide: str
    python: str
    packages: tuple[LockedPackage, ...]

    def package(self, name: str) -> LockedPackage:
        """The package of that name.

        Raises:
            StepError: there is none.
        """
        for package in self.packages:
            if package.name == name:
                return package
        raise StepError(f"The lock has no package {name!r}. Add it to packages.toml. {_REMEDY}")


def write_lock(lock: Lock, path: Path) -> None:
    """Writes the lock as sorted JSON."""
    content = {
        "pyodide": lock.pyodide,
        "python": lock.python,
        "packages": {package.name: _plain(package) for package in lock.packages},
    }
    write_whole(path, (json.dumps(content, sort_keys=True, indent=2) + "\n").encode())


def read_lock(path: Path) -> Lock:
    """Reads the lock.

    Raises:
        StepError: the file can't be read, or a key in it is unknown or missing; the message names file and key.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StepError(f"{path} can't be read: {error}. {_REMEDY}") from error
    _check_keys(path, "the top level", content, Lock)
    packages = tuple(_package(path, name, entry) for name, entry in sorted(content["packages"].items()))
    return Lock(content["pyodide"], content["python"], packages)


def _plain(package: LockedPackage) -> dict[str, Any]:
    content = dataclasses.asdict(package)
    if package.fallback is None:
        del content["fallback"]
    else:
        content["fallback"] = _plain(package.fallback)
    return content


def _package(path: Path, name: str, entry: Mapping[str, Any]) -> LockedPackage:
    where = f"package {name!r}"
    _check_keys(path, where, entry, LockedPackage)
    if entry["name"] != name:
        raise StepError(f"{path}: {where} names itself {entry['name']!r}. {_REMEDY}")
    fallback = entry.get("fallback")
    values = dict(entry) | {
        "depends": tuple(entry["depends"]),
        "imports": tuple(entry["imports"]),
        "sources": tuple(_source(path, where, source) for source in entry["sources"]),
        "fallback": None if fallback is None else _package(path, name, fallback),
    }
    return LockedPackage(**cast("Any", values))


def _source(path: Path, where: str, entry: Mapping[str, Any]) -> Source:
    kind = _SOURCES.get(entry.get("kind", ""))
    if kind is None:
        raise StepError(f"{path}: {where} has a source of unknown kind {entry.get('kind')!r}. {_REMEDY}")
    _check_keys(path, f"source {entry['kind']!r} of {where}", entry, kind)
    return kind(**cast("Any", dict(entry)))


def _check_keys(path: Path, where: str, entry: object, kind: type[Any]) -> None:
    if not isinstance(entry, dict):
        raise StepError(f"{path}: {where} has to be an object. {_REMEDY}")
    known = {field.name: field for field in dataclasses.fields(kind)}
    for key in entry:
        if key not in known:
            raise StepError(f"{path}: unknown key {key!r} in {where}; known are {', '.join(sorted(known))}. {_REMEDY}")
    for key, field in known.items():
        if key not in entry and field.default is dataclasses.MISSING:
            raise StepError(f"{path}: key {key!r} is missing in {where}. {_REMEDY}")
