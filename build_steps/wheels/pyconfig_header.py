"""pyconfig.h for wasm32: the one CPython header that differs from machine to machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MACRO = re.compile(r"\s*(?:#\s*define\s+(\w+)(?:\s+.*)?|/\*\s*#\s*undef\s+(\w+)\s*\*/)\s*")
_GUARD = "Py_PYCONFIG_H"
# Wrong values of these would make extensions that crash instead of extensions that don't compile.
_SIZES = (
    "SIZEOF_LONG",
    "SIZEOF_SIZE_T",
    "SIZEOF_VOID_P",
    "SIZEOF_TIME_T",
    "SIZEOF_WCHAR_T",
    "SIZEOF_LONG_DOUBLE",
    "ALIGNOF_LONG",
)


def pyconfig_header(native: str, values: Mapping[str, str | int]) -> str:
    """Return the header for the target.

    Args:
        native: the native header of the same CPython version. Only its list of macro names is used.
        values: the target's ``build_time_vars``, which record the value of every such macro; 0 and the
            empty text stand for "not defined".

    Raises:
        BuildError: when a size that the ABI depends on is missing from the result.
    """
    lines = ["/* Generated: the macro names of the native header with the values of Pyodide's sysconfigdata. */"]
    defined: dict[str, str] = {}
    for line in native.splitlines():
        match = _MACRO.fullmatch(line)
        name = (match.group(1) or match.group(2)) if match else None
        if name is None or name == _GUARD or name not in values:
            lines.append(line)
        elif values[name] in (0, ""):
            lines.append(f"/* #undef {name} */")
        else:
            defined[name] = str(values[name])
            lines.append(f"#define {name} {values[name]}")
    for name in _SIZES:
        if defined.get(name) != str(values[name]):
            raise BuildError(f"The native pyconfig.h defines no {name}; the layout of that header has changed")
    return "\n".join(lines) + "\n"
