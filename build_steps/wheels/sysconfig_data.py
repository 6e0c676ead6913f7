"""Pyodide's own record of how its CPython was configured."""

from __future__ import annotations

import ast
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MODULE = "_sysconfigdata__emscripten_wasm32-emscripten"


@dataclass(frozen=True)
class SysconfigData:
    """``text`` is the module as it is shipped, ``values`` its ``build_time_vars``."""

    text: str
    values: Mapping[str, str | int]

    @property
    def python_version(self) -> str:
        """CPython's version in three parts, such as 3.14.2: the name of the folder it was installed to."""
        match = re.search(r"python-(\d+\.\d+\.\d+)", str(self.values["prefix"]))
        if match is None:
            raise BuildError(f"{MODULE}: `prefix` names no Python version, but {self.values['prefix']!r}")
        return match.group(1)

    @property
    def compiler_flags(self) -> list[str]:
        """The flags every object for this ABI has to be compiled with."""
        # The trampoline macro concerns CPython's own sources only.
        return str(self.values["CONFIGURE_CFLAGS"]).replace("-DPY_CALL_TRAMPOLINE", "").split()


def read_sysconfig_data(pyodide: Path) -> SysconfigData:
    """Read it out of the standard library that npm's ``pyodide`` ships, without running any of it."""
    archive = pyodide / "python_stdlib.zip"
    try:
        with zipfile.ZipFile(archive) as stdlib:
            text = stdlib.read(MODULE + ".py").decode()
    except (FileNotFoundError, KeyError) as error:
        raise BuildError(f"{archive} holds no {MODULE}.py: is {pyodide} npm's pyodide package, unpacked?") from error
    for statement in ast.parse(text).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            return SysconfigData(text, _literals(statement.value))
    raise BuildError(f"{archive}: {MODULE}.py assigns no build_time_vars")


def _literals(table: ast.Dict) -> dict[str, str | int]:
    return {
        str(ast.literal_eval(key)): _literal(value)
        for key, value in zip(table.keys, table.values, strict=True)
        if key is not None
    }


def _literal(node: ast.expr) -> str | int:
    # Paths are f-strings there, with the variable PYODIDE_ROOT, which stays unexpanded here.
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(ast.literal_eval(part)) if isinstance(part, ast.Constant) else "{PYODIDE_ROOT}" for part in node.values
        )
    value: str | int = ast.literal_eval(node)
    return value
