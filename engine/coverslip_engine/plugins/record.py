"""An installed plugin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PluginRecord:
    """An installed plugin.

    Attributes:
        id: the sha256 of its file, in hexadecimal, as `PluginFile` has it: the same file is installed once.
        name: what it is called.
        version: its version.
        description: what it does.
        filename: the name of its file, which tracebacks show.
        kind: "python", or "imjoy" for a file in ImJoy's format.
        owner: who installed it.
        installed: seconds since 1970.
        environment: id of its environment.
        dependencies: its requirements, as PEP 508 writes them.
        ops: descriptions of its ops, as in the browser (`coverslip.describe.OpDescription`).
        exports: names of the methods that it exports beside its ops.
        tag: the tag that was chosen of a file in ImJoy's format; None where it has none.
    """

    id: str
    name: str
    version: str
    description: str
    filename: str
    kind: str
    owner: str
    installed: float
    environment: str
    dependencies: tuple[str, ...]
    ops: tuple[dict[str, Any], ...]
    exports: tuple[str, ...]
    tag: str | None = None
