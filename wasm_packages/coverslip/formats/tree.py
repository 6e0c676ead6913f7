"""Metadata as a tree of JSON values."""

from __future__ import annotations

import datetime
import enum
import math
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

#: Longer texts and lists are cut: nobody reads them, and they would be sent with every image.
_LONGEST_TEXT = 20_000
_LONGEST_LIST = 1000
_DEEPEST = 20


def as_tree(value: Any, depth: int = 0) -> Any:
    """A value as JSON has it: bytes become texts where they are, and what has no form becomes its description."""
    if value is None or (isinstance(value, bool | int | str) and not isinstance(value, enum.Enum)):
        return value[:_LONGEST_TEXT] if isinstance(value, str) else value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, dict):
        return {str(key): as_tree(each, depth + 1) for key, each in list(value.items())[:_LONGEST_LIST]}
    if isinstance(value, list | tuple | set | frozenset):
        return [as_tree(each, depth + 1) for each in list(value)[:_LONGEST_LIST]]
    if isinstance(value, np.ndarray):
        return as_tree(value.tolist(), depth + 1) if value.size <= _LONGEST_LIST else f"{value.dtype} {value.shape}"
    if isinstance(value, np.generic):
        return as_tree(value.item(), depth + 1)
    if isinstance(value, bytes):
        text = value.rstrip(b"\0")
        return text.decode("latin-1") if text.isascii() and len(text) < _LONGEST_TEXT else f"{len(value)} bytes"
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    return str(value)[:_LONGEST_TEXT]


def xml_tree(element: Element, depth: int = 0) -> Any:
    """An XML element: attributes and children by their names without namespace; its text when there is nothing else."""
    out: dict[str, Any] = {name.rpartition("}")[2]: value for name, value in element.attrib.items()}
    if depth <= _DEEPEST:
        for child in list(element)[:_LONGEST_LIST]:
            name = child.tag.rpartition("}")[2]
            tree = xml_tree(child, depth + 1)
            if name not in out:
                out[name] = tree
            elif isinstance(out[name], list):
                out[name].append(tree)
            else:
                out[name] = [out[name], tree]
    text = (element.text or "").strip()[:_LONGEST_TEXT]
    if not out:
        return text
    return {**out, "": text} if text else out
