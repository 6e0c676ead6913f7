"""What a wheel is built with, and the keys under which the results are kept."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from .errors import BuildError
from .recipe import read_recipe, recipe_files

if TYPE_CHECKING:
    from pathlib import Path

# Raise this when a change of this package's code changes what it builds.
BUILD_CODE_VERSION = 1

_CONSTRAINTS = "constraints.txt"


@dataclass(frozen=True)
class Toolchain:
    """Every choice about the tools of a build that isn't in the recipes.

    The compiler comes from a Debian suite as packages: `emscripten` there is newer than the one that
    Pyodide itself was built with (see wasm_packages/recipes/README.md for what follows from that).
    """

    suite: str = "forky"
    packages: tuple[str, ...] = (
        "cmake",
        "emscripten",
        "file",
        "g++",
        "gcc",
        "git",
        "make",
        "ninja-build",
        "patch",
        "pkgconf",
        "python3.14-dev",
        "python3.14-venv",
        "unzip",
        "xz-utils",
        "zip",
    )
    python: str = "3.14"
    pyodide_build: str = "0.39.2"
    # lld 21 takes -shared for wasm only behind this flag: it warns without it, and pyodide-build makes
    # such warnings fatal.
    extra_link_flags: tuple[str, ...] = ("-Wl,--experimental-pic",)
    # 2024-01-01T00:00:00Z: zip archives can't hold anything before 1980.
    source_date_epoch: int = 1704067200


def constraints_file(recipes: Path) -> Path:
    """Return the file that pins everything pip installs during a build."""
    path = recipes / _CONSTRAINTS
    if not path.is_file():
        raise BuildError(f"{path} is missing: it pins the build requirements of all recipes")
    return path


def toolchain_key(toolchain: Toolchain, constraints: Path) -> str:
    """Return the sha256 hex of what the Debian root and its pyodide-build are made from."""
    return _digest(
        {
            "machine": platform.machine(),
            "suite": toolchain.suite,
            "packages": toolchain.packages,
            "python": toolchain.python,
            "pyodide_build": toolchain.pyodide_build,
            "constraints": _file_digest(constraints),
        }
    )


def wheel_key(
    recipe_dir: Path,
    *,
    pyodide_version: str,
    numpy_sha256: str,
    toolchain: Toolchain | None = None,
) -> str:
    """Return the sha256 hex over every input of a wheel.

    These are the recipe's files and its source's hash, the constraints beside the recipe folders, the
    toolchain, Pyodide's version, the numpy wheel whose headers are compiled against, and
    BUILD_CODE_VERSION.

    Raises:
        RecipeError: when the recipe can't be read.
    """
    recipe = read_recipe(recipe_dir)
    return _digest(
        {
            "build_code": BUILD_CODE_VERSION,
            "recipe": recipe_files(recipe_dir),
            "source": recipe.sha256,
            "constraints": _file_digest(constraints_file(recipe_dir.parent)),
            "toolchain": asdict(toolchain or Toolchain()),
            "pyodide": pyodide_version,
            "numpy": numpy_sha256,
        }
    )


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(inputs: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
