"""Descriptions of ops, from which the app makes a form: the twin of `pwa/src/contracts/plugin.ts`."""

from __future__ import annotations

import enum
import json
import math
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypeAlias, TypedDict

from . import docstring
from .image import Labels
from .op import mark_of
from .params import Accept, Ask, Axes, Field, Overlay, Slider, Text, Title
from .signature import Param, Result, signature_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from .hints import Hint


class ChoiceDescription(TypedDict):
    """One choice of a list."""

    value: str | int | float | bool | None
    label: str


class SimpleType(TypedDict):
    """A parameter that takes a table or a tick."""

    kind: Literal["table", "boolean"]


class LayerType(TypedDict):
    """A parameter that takes an image or labels, of these axes or, without them, of any."""

    kind: Literal["image", "labels"]
    axes: NotRequired[list[str]]


class LayersType(TypedDict):
    """A parameter that takes any number of images, or of labels."""

    kind: Literal["layers"]
    of: Literal["image", "labels"]


class DrawingType(TypedDict):
    """A parameter that takes points or shapes; `ask` is what the person is asked to draw, "" where nothing is asked."""

    kind: Literal["points", "shapes"]
    ask: str


class FileType(TypedDict):
    """A parameter that takes a file."""

    kind: Literal["file"]
    accept: list[str]


class NumberType(TypedDict):
    """A parameter that takes a number."""

    kind: Literal["number"]
    integer: bool
    min: float | None
    max: float | None
    step: float | None
    unit: str
    widget: Literal["slider", "field"]


class StringType(TypedDict):
    """A parameter that takes a text."""

    kind: Literal["string"]
    multiline: bool
    placeholder: str


class ChoiceType(TypedDict):
    """A parameter that takes one of several values."""

    kind: Literal["choice"]
    choices: list[ChoiceDescription]


class AnyType(TypedDict):
    """A parameter for which no form can be made."""

    kind: Literal["any"]
    annotation: str


ParamType = (
    SimpleType | LayerType | LayersType | DrawingType | FileType | NumberType | StringType | ChoiceType | AnyType
)


class ParamDescription(TypedDict):
    """A parameter of an op."""

    name: str
    title: str
    doc: str
    required: bool
    optional: bool
    default: Any
    type: ParamType


ResultKind: TypeAlias = Literal[
    "image", "labels", "points", "shapes", "table", "figure", "plot", "file", "text", "markdown", "html", "tree",
    "value", "none",
]  # fmt: skip


class ResultDescription(TypedDict):
    """A result of an op."""

    kind: ResultKind
    title: str
    overlay: NotRequired[str]


class OpDescription(TypedDict):
    """A function of a plugin that a person or another plugin can run."""

    name: str
    title: str
    doc: str
    params: list[ParamDescription]
    results: list[ResultDescription]
    check: NotRequired[str]


def describe(function: Callable[..., Any]) -> OpDescription:
    """Describe an op by its signature, type hints and docstring."""
    doc = docstring.parse(function.__doc__)
    mark = mark_of(function)
    signature = signature_of(function)
    described: OpDescription = {
        "name": function.__name__,
        "title": mark.title or title_of(function.__name__),
        "doc": doc.text,
        "params": [_param(param, doc.params.get(name, "")) for name, param in signature.params.items()],
        "results": [
            _result(result, mark.results[index] if index < len(mark.results) else "")
            for index, result in enumerate(signature.results)
        ],
    }
    if mark.check is not None:
        described["check"] = mark.check.__name__
    return described


def title_of(name: str) -> str:
    """A name of Python as a person reads it: "min_size" is "Min size"."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _param(param: Param, doc: str) -> ParamDescription:
    return {
        "name": param.name,
        "title": _stated_title(param.hint.metadata) or title_of(param.name),
        "doc": doc,
        "required": param.required,
        "optional": param.hint.optional,
        "default": _json(choice_value(param.default)),
        "type": _param_type(param.hint),
    }


def _param_type(hint: Hint) -> ParamType:
    match hint.kind:
        case "image" | "array":
            return _layer("image", hint)
        case "labels":
            return _layer("labels", hint)
        case "layers":
            return {"kind": "layers", "of": "labels" if hint.cls is Labels else "image"}
        case "table" | "dataframe":
            return {"kind": "table"}
        case "points" | "shapes":
            ask = next((each for each in hint.metadata if isinstance(each, Ask)), Ask(""))
            return {"kind": hint.kind, "ask": ask.text}
        case "bool":
            return {"kind": "boolean"}
        case "file" | "bytes" | "path":
            accept = next((each for each in hint.metadata if isinstance(each, Accept)), Accept())
            return {"kind": "file", "accept": list(accept.patterns)}
        case "int" | "float":
            return _number(hint)
        case "str":
            text = next((each for each in hint.metadata if isinstance(each, Text)), Text())
            return {"kind": "string", "multiline": text.multiline, "placeholder": text.placeholder}
        case "literal":
            return {"kind": "choice", "choices": [{"value": value, "label": str(value)} for value in hint.choices]}
        case "enum":
            return {
                "kind": "choice",
                "choices": [
                    {"value": choice_value(each), "label": title_of(each.name.lower())} for each in hint.choices
                ],
            }
        case "markdown" | "html":
            return {"kind": "string", "multiline": True, "placeholder": ""}
        case "figure" | "plot" | "tree" | "none" | "any":
            return {"kind": "any", "annotation": hint.text}


def _layer(kind: Literal["image", "labels"], hint: Hint) -> LayerType:
    axes = next((each for each in hint.metadata if isinstance(each, Axes)), None)
    return {"kind": kind} if axes is None else {"kind": kind, "axes": list(axes.accepted)}


def _number(hint: Hint) -> NumberType:
    for each in hint.metadata:
        if isinstance(each, Slider | Field):
            return {
                "kind": "number",
                "integer": hint.kind == "int",
                "min": _finite(each.min),
                "max": _finite(each.max),
                "step": each.step,
                "unit": each.unit,
                "widget": "slider" if isinstance(each, Slider) else "field",
            }
    return {
        "kind": "number",
        "integer": hint.kind == "int",
        "min": None,
        "max": None,
        "step": None,
        "unit": "",
        "widget": "field",
    }


def choice_value(value: Any) -> Any:
    """What stands for a member of an Enum outside of Python: its value where JSON has it, else its name."""
    if not isinstance(value, enum.Enum):
        return value
    return value.value if isinstance(value.value, str | int | float | bool) else value.name


def result_kind(hint: Hint) -> ResultKind:
    """What a result of this hint is shown as."""
    match hint.kind:
        case "image" | "array":
            return "image"
        case "labels" | "points" | "shapes" | "figure" | "plot" | "markdown" | "html" | "tree" | "none":
            return hint.kind
        case "table" | "dataframe":
            return "table"
        case "file" | "bytes" | "path":
            return "file"
        case "str":
            return "text"
        case "layers":
            return "tree"
        case "bool" | "int" | "float" | "literal" | "enum" | "any":
            return "value"


def _result(result: Result, title: str) -> ResultDescription:
    kind = result_kind(result.hint)
    described: ResultDescription = {
        "kind": kind,
        "title": title or _stated_title(result.hint.metadata) or title_of(result.name or kind),
    }
    for each in result.hint.metadata:
        if isinstance(each, Overlay):
            described["overlay"] = each.color
    return described


def _stated_title(metadata: tuple[Any, ...]) -> str:
    for each in metadata:
        if isinstance(each, Title):
            return each.text
        if isinstance(each, str):
            return each
    return ""


def _finite(number: float | None) -> float | None:
    return number if number is not None and math.isfinite(number) else None


def _json(value: Any) -> Any:
    """A default that has a form in JSON; None for any other."""
    if isinstance(value, tuple):
        value = list(value)
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return None
    return value
