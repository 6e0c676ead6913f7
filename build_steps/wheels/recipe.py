"""A recipe: which source becomes which wheel, and with which flags."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import RecipeError
from .meta_yaml import Node, read_meta_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# The keys of pyodide-build's recipes that ours use. `patches` is not among them: pyodide-build refuses
# patches for a source that is given as a path.
_KNOWN_KEYS: Mapping[str, frozenset[str]] = {
    "package": frozenset({"name", "version", "top-level"}),
    "source": frozenset({"path", "sha256"}),
    "build": frozenset({"cflags", "cxxflags", "ldflags"}),
    "requirements": frozenset({"host", "run"}),
    "test": frozenset({"imports"}),
    "about": frozenset({"home", "summary", "license"}),
}


@dataclass(frozen=True)
class Recipe:
    """One folder with a ``meta.yaml``.

    ``source`` is the name of the folder inside of the recipe's build folder where the unpacked sdist
    has to be; ``sha256`` is that of the sdist.
    """

    folder: Path
    name: str
    version: str
    source: str
    sha256: str

    @property
    def sdist_name(self) -> str:
        """The file name of the sdist, as the packaging specification normalises it."""
        return f"{self.distribution}-{self.version}.tar.gz"

    @property
    def distribution(self) -> str:
        """The normalised project name as it stands in file names."""
        return re.sub(r"[-_.]+", "_", self.name).lower()


def read_recipe(folder: Path) -> Recipe:
    """Read ``folder/meta.yaml``.

    Raises:
        RecipeError: naming the file, the key and what to write instead.
    """
    path = folder / "meta.yaml"
    document = read_meta_yaml(path)
    sections = {name: _section(path, document, name) for name in document}
    for name in ("package", "source"):
        if name not in sections:
            raise RecipeError(f"{path}: the section `{name}` is missing")
    recipe = Recipe(
        folder=folder,
        name=_text(path, sections, "package", "name"),
        version=_text(path, sections, "package", "version"),
        source=_text(path, sections, "source", "path"),
        sha256=_text(path, sections, "source", "sha256"),
    )
    if recipe.name != folder.name:
        raise RecipeError(
            f"{path}: package.name is {recipe.name!r}, but the folder is {folder.name!r}; make them equal"
        )
    if not re.fullmatch(r"[0-9a-f]{64}", recipe.sha256):
        raise RecipeError(f"{path}: source.sha256 is {recipe.sha256!r}, not 64 lower-case hex digits")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", recipe.source):
        raise RecipeError(f"{path}: source.path is {recipe.source!r}; write a plain folder name, such as `source`")
    return recipe


def recipe_files(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file of a recipe that can change its wheel, by relative path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md")
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _section(path: Path, document: Mapping[str, Node], name: str) -> Mapping[str, Node]:
    if name not in _KNOWN_KEYS:
        raise RecipeError(f"{path}: unknown section `{name}`; known are {', '.join(_KNOWN_KEYS)}")
    section = document[name]
    if not isinstance(section, dict):
        raise RecipeError(f"{path}: `{name}` has to be a mapping")
    if unknown := sorted(section.keys() - _KNOWN_KEYS[name]):
        known = ", ".join(sorted(_KNOWN_KEYS[name]))
        raise RecipeError(f"{path}: unknown key `{name}.{unknown[0]}`; known are {known}")
    return section


def _text(path: Path, sections: Mapping[str, Mapping[str, Node]], section: str, key: str) -> str:
    value = sections[section].get(key)
    if value is None:
        raise RecipeError(f"{path}: `{section}.{key}` is missing")
    if not isinstance(value, str):
        raise RecipeError(f"{path}: `{section}.{key}` has to be text")
    return value
