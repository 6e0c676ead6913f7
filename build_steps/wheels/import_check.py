"""Check that Pyodide's main module has everything that the modules of a wheel import.

A missing symbol is no error when a module is loaded: the call that needs it fails later, in front of a
person. So it is looked for at build time.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import BuildError
from .wasm_module import WasmError, WasmModule, read_wasm_module

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What Emscripten's loader itself gives to every side module.
_FROM_LOADER = frozenset({"memory", "__indirect_function_table", "__stack_pointer", "__memory_base", "__table_base"})


@dataclass(frozen=True)
class ImportReport:
    """``missing`` maps each module's path in the wheel to the sorted names that nothing provides."""

    modules: int
    imports: int
    missing: Mapping[str, tuple[str, ...]]


def check_imports(wheel: Path, *, pyodide: Path) -> ImportReport:
    """Compare the imports of every extension module of ``wheel`` with what ``pyodide`` provides.

    A name is provided when pyodide.asm.wasm exports it, when the module exports it itself (symbols that
    go through the global offset table), or when pyodide.asm.wasm imports it from JavaScript too.

    Raises:
        BuildError: when a module is no side module, or a file can't be read.
    """
    main = _read(pyodide / "pyodide.asm.wasm")
    provided = main.exports | {name for _, name in main.imports} | _FROM_LOADER
    missing: dict[str, tuple[str, ...]] = {}
    modules = imports = 0
    with zipfile.ZipFile(wheel) as archive:
        for path in sorted(name for name in archive.namelist() if name.endswith(".so")):
            module = _parse(archive.read(path), f"{path} in {wheel.name}")
            if module.first_custom != "dylink.0":
                raise BuildError(f"{path} in {wheel.name} is no side module: its first section is not dylink.0")
            modules += 1
            imports += len(module.imports)
            names = {name for _, name in module.imports} - module.exports - provided
            if names:
                missing[path] = tuple(sorted(names))
    return ImportReport(modules, imports, missing)


def require_resolved(wheel: Path, *, pyodide: Path) -> ImportReport:
    """Return the report of ``wheel``; raises BuildError when it has no modules or misses a symbol."""
    report = check_imports(wheel, pyodide=pyodide)
    if report.modules == 0:
        raise BuildError(f"{wheel.name} holds no extension module, so it isn't a compiled wheel")
    if report.missing:
        listing = "\n".join(f"  {path}: {', '.join(names)}" for path, names in report.missing.items())
        raise BuildError(
            f"Modules of {wheel.name} import symbols that Pyodide lacks; leave out the code that needs them, or "
            f"choose other compiler flags:\n{listing}"
        )
    return report


def _read(path: Path) -> WasmModule:
    try:
        return _parse(path.read_bytes(), str(path))
    except FileNotFoundError as error:
        raise BuildError(f"{path} is missing: run `npm ci`") from error


def _parse(data: bytes, what: str) -> WasmModule:
    try:
        return read_wasm_module(data)
    except WasmError as error:
        raise BuildError(f"{what} can't be read: {error}") from error
