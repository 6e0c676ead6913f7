"""Type hints, resolved and taken apart. Says what kind of value a hint stands for; knows no form and no wire."""

from __future__ import annotations

import enum
import inspect
import sys
import types
import typing
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal, TypeAlias

from .figure import Figure
from .file import File
from .image import Image, Labels, NDArray
from .markup import HTML, Markdown
from .plot import Plot
from .points import Points
from .shapes import Shapes
from .table import Table

if typing.TYPE_CHECKING:
    from collections.abc import Callable

HintKind: TypeAlias = Literal[
    "image", "labels", "array", "table", "dataframe", "figure", "file", "bytes", "path", "points", "shapes",
    "plot", "markdown", "html", "tree", "layers", "bool", "int", "float", "str", "literal", "enum", "none", "any",
]  # fmt: skip

_CLASSES: dict[type, HintKind] = {
    Labels: "labels", Image: "image", NDArray: "image", Table: "table", Figure: "figure", File: "file",
    Plot: "plot", Markdown: "markdown", HTML: "html", dict: "tree", list: "tree",
    Points: "points", Shapes: "shapes",
    bytes: "bytes", bytearray: "bytes", Path: "path", PurePath: "path",
    bool: "bool", int: "int", float: "float", str: "str", type(None): "none",
}  # fmt: skip
# Classes of packages that a plugin may not have, told by their names so that nothing is imported.
_FOREIGN: dict[tuple[str, str], HintKind] = {
    ("numpy", "ndarray"): "array",
    ("pandas", "DataFrame"): "dataframe",
    ("matplotlib", "Figure"): "figure",
}


@dataclass(frozen=True)
class Hint:
    """A type hint, taken apart.

    Attributes:
        kind: what values it stands for.
        optional: whether None is one of them.
        metadata: what stands in `Annotated` beside the type.
        choices: values of a Literal, members of an Enum.
        cls: the class, for an Enum; what a list of images or labels is made of.
        text: the hint as it was written, for messages.
    """

    kind: HintKind
    optional: bool = False
    metadata: tuple[Any, ...] = ()
    choices: tuple[Any, ...] = ()
    cls: type | None = None
    text: str = ""


def parse(hint: Any) -> Hint:
    """Take one hint apart. What is not known has the kind "any"."""
    text = _text(hint)
    hint, metadata = _without_annotated(hint)
    optional = False
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        members = typing.get_args(hint)
        rest = [member for member in members if member is not type(None)]
        optional = len(rest) < len(members)
        if len(rest) != 1:
            return Hint("any", optional, metadata, text=text)
        hint, inner = _without_annotated(rest[0])
        metadata = inner + metadata
    if typing.get_origin(hint) is Literal:
        values = typing.get_args(hint)
        choices = tuple(value for value in values if value is not None)
        return Hint("literal", optional or len(choices) < len(values), metadata, choices, text=text)
    listed = typing.get_args(hint)[0] if typing.get_origin(hint) is list else None
    if isinstance(listed, type) and issubclass(listed, NDArray):
        return Hint("layers", optional, metadata, cls=listed, text=text)
    cls = typing.get_origin(hint) or hint
    if not isinstance(cls, type):
        return Hint("any", optional or hint is Any, metadata, text=text)
    if issubclass(cls, enum.Enum):
        return Hint("enum", optional, metadata, tuple(cls), cls, text)
    return Hint(_kind_of(cls), optional, metadata, text=text)


def result_hints(hint: Any) -> tuple[list[Any], list[str]] | None:
    """The hints and names of several results: of a fixed tuple or a NamedTuple; None when it is one result."""
    bare, _ = _without_annotated(hint)
    if typing.get_origin(bare) is tuple or bare is tuple:
        members = list(typing.get_args(bare))
        return None if not members or members[-1] is Ellipsis else (members, [""] * len(members))
    if isinstance(bare, type) and issubclass(bare, tuple) and hasattr(bare, "_fields"):
        fields: list[str] = list(bare._fields)
        hints = resolve_all(bare)
        return [hints.get(name, Any) for name in fields], fields
    return None


def resolve_all(target: Callable[..., Any] | type) -> dict[str, Any]:
    """The annotations of a function or class by name, with texts evaluated. One that can't be stays a text."""
    try:
        return typing.get_type_hints(target, include_extras=True)
    except Exception:  # whatever the evaluation of a plugin's hints may raise: one hint must not hide the others
        raw = _raw_annotations(target)
        namespace = getattr(target, "__globals__", None) or vars(sys.modules.get(target.__module__, typing))
        return {name: _evaluated(hint, namespace) for name, hint in raw.items()}


def _raw_annotations(target: Any) -> dict[str, Any]:
    if sys.version_info >= (3, 14):
        import annotationlib

        return annotationlib.get_annotations(target, format=annotationlib.Format.STRING)
    return dict(inspect.get_annotations(target))


def _evaluated(hint: Any, namespace: dict[str, Any]) -> Any:
    if not isinstance(hint, str):
        return hint

    def carrier() -> None: ...

    carrier.__annotations__ = {"hint": hint}
    try:
        return typing.get_type_hints(carrier, globalns=namespace, include_extras=True)["hint"]
    except Exception:  # see resolve_all
        return hint


def _without_annotated(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    metadata: tuple[Any, ...] = ()
    while typing.get_origin(hint) is typing.Annotated:
        metadata = tuple(hint.__metadata__) + metadata
        hint = hint.__origin__
    if isinstance(hint, typing.NewType):
        return _without_annotated(hint.__supertype__)
    if type(hint).__name__ == "TypeAliasType":
        value, inner = _without_annotated(hint.__value__)
        return value, inner + metadata
    return hint, metadata


def _kind_of(cls: type) -> HintKind:
    for base in cls.__mro__:
        if base in _CLASSES:
            return _CLASSES[base]
        foreign = _FOREIGN.get((base.__module__.partition(".")[0], base.__name__))
        if foreign is not None:
            return foreign
    return "any"


def _text(hint: Any) -> str:
    if isinstance(hint, str):
        return hint
    if isinstance(hint, type) and not typing.get_args(hint):
        return hint.__qualname__
    return str(hint).replace("typing.", "")
