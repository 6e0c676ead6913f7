"""The interpreter's files out of npm package `pyodide`, and its memory snapshot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.content import digest_of, kept, sha256_of_file
from build_steps.environment import node_program
from build_steps.programs import Run, run

if TYPE_CHECKING:
    from build_steps.config import Config

FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")

SNAPSHOT_IMPORTS = (
    "ast",
    "asyncio",
    "base64",
    "collections",
    "contextlib",
    "csv",
    "dataclasses",
    "datetime",
    "enum",
    "functools",
    "importlib.metadata",
    "inspect",
    "io",
    "itertools",
    "json",
    "linecache",
    "math",
    "pathlib",
    "random",
    "re",
    "struct",
    "textwrap",
    "tomllib",
    "traceback",
    "types",
    "typing",
    "uuid",
    "warnings",
    "weakref",
    "zipfile",
)
"""Modules of the standard library that are in the snapshot already imported."""
OWN_IMPORTS = ("coverslip", "coverslip.runtime")
_SNAPSHOT_PROGRAMS = [
    Path(__file__).with_name(name) for name in ("snapshot.mjs", "snapshot.py", "fixed_world.mjs", "plain_errors.mjs")
]


def pyodide_version(config: Config) -> str:
    """The version of npm package `pyodide`."""
    about = json.loads((config.pyodide / "package.json").read_text(encoding="utf-8"))
    return str(about["version"])


def python_version(config: Config) -> str:
    """Major and minor version of the interpreter, such as "3.14"."""
    lock = json.loads((config.pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    return ".".join(str(lock["info"]["python"]).split(".")[:2])


def runtime_digest(config: Config) -> str:
    """The digest of the interpreter, a part of the key of everything that it makes."""
    return digest_of([sha256_of_file(config.pyodide / name) for name in FILES])


def snapshot_digest(config: Config) -> str:
    """The digest of all that makes the snapshot of the bare interpreter, in which bytecode is compiled."""
    programs = [sha256_of_file(path) for path in _SNAPSHOT_PROGRAMS]
    return digest_of([runtime_digest(config), programs, SNAPSHOT_IMPORTS])


def runtime_files(config: Config, coverslip: Path) -> dict[str, Path]:
    """The interpreter's files by name; `coverslip` is the pack of our own package, which the snapshot holds too."""
    files = {name: config.pyodide / name for name in FILES if name != "pyodide-lock.json"}
    files["pyodide-lock.json"] = _bare_lock(config)
    files["coverslip.zip"] = coverslip
    files["snapshot.bin"] = snapshot(config, coverslip)
    return files


def _bare_lock(config: Config) -> Path:
    """pyodide-lock.json without its packages: the site carries its own, and their names are in site.json."""
    lock = json.loads((config.pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    text = json.dumps({"info": lock["info"], "packages": {}}, sort_keys=True)

    def write(working: Path) -> None:
        (working / "pyodide-lock.json").write_text(text, encoding="utf-8")

    return kept(config.cache, "lock", digest_of(text), write) / "pyodide-lock.json"


def snapshot(config: Config, coverslip: Path | None = None, *, run: Run = run) -> Path:
    """The memory of a started interpreter, made under Node.js; the same bytes each time.

    With the pack of `coverslip` it has that package imported. Its files are not in the memory, so the page unpacks
    the same pack to the same place.
    """
    modules = [*SNAPSHOT_IMPORTS, *(OWN_IMPORTS if coverslip else ())]
    key = digest_of([snapshot_digest(config), modules, sha256_of_file(coverslip) if coverslip else None])

    def make(working: Path) -> None:
        config.report.say("Making the memory snapshot of the interpreter …")
        words: list[str | Path] = [config.pyodide, working / "snapshot.bin", ",".join(modules)]
        if coverslip is not None:
            words.append(coverslip)
        run([node_program(config), _SNAPSHOT_PROGRAMS[0], *words], cwd=config.root)

    return kept(config.cache, "snapshot", key, make) / "snapshot.bin"
