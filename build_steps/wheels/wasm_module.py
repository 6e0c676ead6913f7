"""Read the import and export sections of a WebAssembly module.

Format: WebAssembly Core Specification 2.0, section 5.5, with the tag imports of the exception handling
proposal; the ``dylink.0`` custom section is from the tool conventions for dynamic linking.
"""

from __future__ import annotations

from dataclasses import dataclass

_MAGIC = b"\0asm\x01\0\0\0"


@dataclass(frozen=True)
class WasmModule:
    """``imports`` holds (module, name) pairs; ``first_custom`` is the name of the first custom section."""

    imports: frozenset[tuple[str, str]]
    exports: frozenset[str]
    first_custom: str | None


class WasmError(ValueError):
    """The bytes are not a WebAssembly module as this reader knows it."""


class _Bytes:
    def __init__(self, data: bytes, at: int) -> None:
        self._data = data
        self.at = at

    def byte(self) -> int:
        if self.at >= len(self._data):
            raise WasmError("the module ends in the middle of a section")
        self.at += 1
        return self._data[self.at - 1]

    def number(self) -> int:
        """Read an unsigned LEB128 number."""
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                return result
            shift += 7

    def name(self) -> str:
        length = self.number()
        start, self.at = self.at, self.at + length
        if self.at > len(self._data):
            raise WasmError("the module ends in the middle of a name")
        return self._data[start : self.at].decode()

    def limits(self) -> None:
        has_maximum = self.byte() & 1
        self.number()
        if has_maximum:
            self.number()


def read_wasm_module(data: bytes) -> WasmModule:
    """Read ``data``; raises WasmError when it is no WebAssembly module."""
    if data[:8] != _MAGIC:
        raise WasmError("not a WebAssembly module of version 1")
    imports: set[tuple[str, str]] = set()
    exports: set[str] = set()
    first_custom: str | None = None
    at = len(_MAGIC)
    while at < len(data):
        section = _Bytes(data, at + 1)
        length = section.number()
        at_next = section.at + length
        match data[at]:
            case 0 if first_custom is None:
                first_custom = section.name()
            case 2:
                imports.update(_import(section) for _ in range(section.number()))
            case 7:
                exports.update(_export(section) for _ in range(section.number()))
        at = at_next
    return WasmModule(frozenset(imports), frozenset(exports), first_custom)


def _import(section: _Bytes) -> tuple[str, str]:
    entry = section.name(), section.name()
    match section.byte():
        case 0:
            section.number()
        case 1:
            section.byte()
            section.limits()
        case 2:
            section.limits()
        case 3:
            section.byte()
            section.byte()
        case 4:
            section.byte()
            section.number()
        case kind:
            raise WasmError(f"import {entry[1]!r} is of the unknown kind {kind}")
    return entry


def _export(section: _Bytes) -> str:
    name = section.name()
    section.byte()
    section.number()
    return name
