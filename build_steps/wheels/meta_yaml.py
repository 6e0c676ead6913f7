"""Read the subset of YAML that recipes are written in.

The subset: nested mappings by indentation, lists of plain scalars (``- item``), plain scalars (always
kept as text), and comments on lines of their own. Everything else YAML can say is refused, so that this
reader and pyodide-build's never understand the same recipe differently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from .errors import RecipeError

if TYPE_CHECKING:
    from pathlib import Path

Node: TypeAlias = "str | list[str] | dict[str, Node]"

_KEY = re.compile(r"([A-Za-z_][\w.-]*):(?: +(.*))?")
_PLAIN = re.compile(r"[^\s&*!|>'\"%@`{}\[\],#?][^#]*")


@dataclass(frozen=True)
class _Line:
    number: int
    indent: int
    text: str


def read_meta_yaml(path: Path) -> dict[str, Node]:
    """Return the mapping in ``path``; raises RecipeError for anything outside of the subset."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise RecipeError(f"{path} is missing: every recipe folder needs a meta.yaml") from error
    lines = [
        _Line(number, len(raw) - len(raw.lstrip(" ")), raw.strip(" "))
        for number, raw in enumerate(text.splitlines(), start=1)
        if raw.strip() and not raw.lstrip(" ").startswith("#")
    ]
    return _Reader(path, lines).document()


class _Reader:
    def __init__(self, path: Path, lines: list[_Line]) -> None:
        self._path = path
        self._lines = lines
        self._at = 0

    def document(self) -> dict[str, Node]:
        result = self._mapping(indent=0)
        if self._at < len(self._lines):
            raise self._refuse(self._lines[self._at], "indented by less or more than the lines around it")
        return result

    def _mapping(self, indent: int) -> dict[str, Node]:
        result: dict[str, Node] = {}
        while (line := self._next(indent)) is not None:
            match = _KEY.fullmatch(line.text)
            if match is None:
                raise self._refuse(line, "not of the form `key: value`")
            key, value = match.group(1), match.group(2)
            if key in result:
                raise self._refuse(line, f"the second `{key}` of this mapping; remove one")
            self._at += 1
            result[key] = self._scalar(line, value) if value else self._block(line)
        return result

    def _block(self, owner: _Line) -> Node:
        if self._at == len(self._lines) or self._lines[self._at].indent <= owner.indent:
            raise self._refuse(owner, "a key without a value; give it one or remove it")
        first = self._lines[self._at]
        return self._list(first.indent) if first.text.startswith("- ") else self._mapping(first.indent)

    def _list(self, indent: int) -> list[str]:
        result: list[str] = []
        while (line := self._next(indent)) is not None:
            if not line.text.startswith("- "):
                raise self._refuse(line, "not of the form `- item`")
            self._at += 1
            result.append(self._scalar(line, line.text[2:].strip()))
        return result

    def _scalar(self, line: _Line, value: str) -> str:
        if not _PLAIN.fullmatch(value) or ": " in value:
            raise self._refuse(line, f"{value!r} is not a plain scalar; quotes, blocks and flow style aren't read here")
        return value

    def _next(self, indent: int) -> _Line | None:
        if self._at == len(self._lines) or self._lines[self._at].indent != indent:
            return None
        return self._lines[self._at]

    def _refuse(self, line: _Line, reason: str) -> RecipeError:
        return RecipeError(f"{self._path}, line {line.number}: `{line.text}` is {reason}")
