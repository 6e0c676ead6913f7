"""Docstrings, as numpy and Google write them: what stands before the sections, and a text for each parameter."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

_PARAMETERS = {"args", "arguments", "parameters", "params", "keyword args", "keyword arguments", "other parameters"}
_HEADINGS = _PARAMETERS | {
    "returns", "return", "yields", "yield", "raises", "warns", "warnings", "examples", "example", "notes", "note",
    "see also", "references", "attributes",
}  # fmt: skip
_RULE = re.compile(r"^-{3,}$")
_GOOGLE_ENTRY = re.compile(r"^\*{0,2}(?P<name>\w+)\s*(?:\([^)]*\))?\s*:\s*(?P<text>.*)$")
_NUMPY_ENTRY = re.compile(r"^(?P<names>\*{0,2}\w+(?:\s*,\s*\*{0,2}\w+)*)\s*(?::.*)?$")


@dataclass
class Docstring:
    """A docstring, taken apart: its text before the first section, and the text for each parameter."""

    text: str = ""
    params: dict[str, str] = field(default_factory=dict)


def parse(doc: str | None) -> Docstring:
    """Take a docstring apart; None is an empty one."""
    lines = inspect.cleandoc(doc or "").splitlines()
    out = Docstring()
    text: list[str] = []
    index = 0
    while index < len(lines):
        heading = _heading(lines, index)
        if heading is None:
            text.append(lines[index])
            index += 1
            continue
        name, body_start, numpy_style = heading
        end = body_start
        while end < len(lines) and _heading(lines, end) is None and (numpy_style or _belongs(lines[end])):
            end += 1
        if name in _PARAMETERS:
            body = inspect.cleandoc("\n" + "\n".join(lines[body_start:end])).splitlines()
            out.params.update(_entries(body, _NUMPY_ENTRY if numpy_style else _GOOGLE_ENTRY))
        index = end
    out.text = _paragraphs(text)
    return out


def _belongs(line: str) -> bool:
    return not line.strip() or line[0].isspace()


def _heading(lines: list[str], index: int) -> tuple[str, int, bool] | None:
    """Name of the section that begins here, the line of its body, and whether it is numpy's style."""
    line = lines[index].strip()
    if line != lines[index].rstrip():
        return None
    if line.lower() in _HEADINGS and index + 1 < len(lines) and _RULE.match(lines[index + 1].strip()):
        return line.lower(), index + 2, True
    if line.endswith(":") and line[:-1].lower() in _HEADINGS:
        return line[:-1].lower(), index + 1, False
    return None


def _entries(body: list[str], pattern: re.Pattern[str]) -> dict[str, str]:
    out: dict[str, list[str]] = {}
    current: list[str] = []
    for line in body:
        match = None if not line or line[0].isspace() else pattern.match(line)
        if match is None:
            current.append(line.strip())
            continue
        groups = match.groupdict()
        current = [groups["text"]] if groups.get("text") else []
        for name in re.split(r"\s*,\s*", groups.get("names") or groups["name"]):
            out[name.lstrip("*")] = current
    return {name: _paragraphs(text) for name, text in out.items()}


def _paragraphs(lines: list[str]) -> str:
    """Text without the line breaks inside its paragraphs."""
    paragraphs = re.split(r"\n\s*\n", "\n".join(lines).strip())
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
