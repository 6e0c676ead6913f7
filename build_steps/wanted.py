"""packages.toml: which Python packages the site carries, and where they may come from."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from build_steps.errors import StepError

if TYPE_CHECKING:
    from pathlib import Path

_KEYS = {"pyodide": str, "python": str, "platform": str, "packages": list, "recipes": list, "carriers": list}
_CARRIER_KEYS = ("package", "version", "folder")


@dataclass(frozen=True)
class Carrier:
    """A package on PyPI whose wheel holds files of Pyodide's distribution in `folder`."""

    package: str
    version: str
    folder: str


@dataclass(frozen=True)
class Wanted:
    """What packages.toml says."""

    pyodide: str
    python: str
    platform: str
    packages: tuple[str, ...]
    recipes: tuple[str, ...]
    carriers: tuple[Carrier, ...]


def read_wanted(path: Path) -> Wanted:
    """Reads packages.toml.

    Raises:
        StepError: the file can't be read, or has a key that is unknown, missing or of the wrong kind.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise StepError(f"{path} can't be read: {error}.") from error
    for key in content:
        if key not in _KEYS:
            raise StepError(f"{path}: unknown key {key!r}. Known are {', '.join(sorted(_KEYS))}.")
    for key, kind in _KEYS.items():
        if not isinstance(content.get(key), kind):
            raise StepError(f"{path}: {key!r} has to be given, as a {kind.__name__}.")
    for carrier in content["carriers"]:
        if sorted(carrier) != sorted(_CARRIER_KEYS):
            raise StepError(f"{path}: a carrier has exactly the keys {', '.join(_CARRIER_KEYS)}; found {carrier}.")
    return Wanted(
        pyodide=content["pyodide"],
        python=content["python"],
        platform=content["platform"],
        packages=tuple(content["packages"]),
        recipes=tuple(content["recipes"]),
        carriers=tuple(Carrier(**carrier) for carrier in content["carriers"]),
    )
