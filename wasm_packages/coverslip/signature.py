"""What an op takes and gives, read once from its signature and hints."""

from __future__ import annotations

import enum
import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from . import hints
from .hints import Hint

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Param:
    """A parameter of an op. `default` means nothing where it is required."""

    name: str
    required: bool
    default: Any
    hint: Hint


@dataclass(frozen=True)
class Result:
    """A result of an op; `name` is that of a field of a NamedTuple, else ""."""

    name: str
    hint: Hint


@dataclass(frozen=True)
class Signature:
    """Signature of an op.

    Attributes:
        params: its parameters by name, in their order.
        accepts_more: whether it takes keyword arguments that it does not name.
        results: what it returns.
        several: whether that comes as a tuple.
    """

    params: dict[str, Param]
    accepts_more: bool
    results: tuple[Result, ...]
    several: bool


_known: WeakKeyDictionary[Callable[..., Any], Signature] = WeakKeyDictionary()


def signature_of(function: Callable[..., Any]) -> Signature:
    """The signature of an op."""
    known = _known.get(function)
    if known is None:
        known = _known[function] = _read(function)
    return known


def _read(function: Callable[..., Any]) -> Signature:
    annotations = hints.resolve_all(function)
    parameters = inspect.signature(function).parameters
    params = {
        name: Param(
            name,
            parameter.default is parameter.empty,
            None if parameter.default is parameter.empty else parameter.default,
            _hint(parameter, annotations.get(name, parameter.empty)),
        )
        for name, parameter in parameters.items()
        if parameter.kind is not parameter.VAR_KEYWORD
    }
    returned = annotations.get("return", Any)
    several = hints.result_hints(returned)
    members, names = ([returned], [""]) if several is None else several
    results = tuple(Result(name, hints.parse(member)) for member, name in zip(members, names, strict=True))
    return Signature(params, len(params) < len(parameters), results, several is not None)


def _hint(parameter: inspect.Parameter, annotation: Any) -> Hint:
    """The hint of a parameter; without an annotation that of its default."""
    default = parameter.default
    if annotation is parameter.empty:
        known = type(default) in (bool, int, float, str) or isinstance(default, enum.Enum)
        return hints.parse(type(default)) if known else Hint("any", optional=default is None)
    hint = hints.parse(annotation)
    if default is None and not hint.optional:
        return Hint(hint.kind, True, hint.metadata, hint.choices, hint.cls, hint.text)
    return hint
