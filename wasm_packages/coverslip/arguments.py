"""Arguments of an op: bound to its parameters by name, and made into what its hints say."""

from __future__ import annotations

import enum
import json
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .describe import choice_value
from .errors import ArgumentError, suggest
from .file import File
from .image import Image, Labels, NDArray
from .markup import HTML, Markdown
from .packed_array import NEEDS_NUMPY, PackedArray
from .params import Axes, Field, Slider
from .points import Points
from .rpc.blob import Blob
from .rpc.remote import Remote, facts_of
from .rpc.undefined import UNDEFINED
from .shapes import Shapes
from .signature import signature_of
from .table import Table, is_dataframe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .hints import Hint
    from .signature import Signature

_WANTED = {
    "image": "an image (an array)",
    "array": "an array",
    "labels": "labels (an array of whole numbers)",
    "layers": "a list of images or labels (arrays)",
    "points": "points (an array of y and x, or GeoJSON)",
    "shapes": "shapes (GeoJSON)",
    "table": "a table",
    "dataframe": "a table",
    "figure": "a figure",
    "file": "a file",
    "bytes": "a file or bytes",
    "path": "a file",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "str": "a text",
    "markdown": "a text",
    "html": "a text",
    "none": "nothing",
}


async def arguments_of(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Bind arguments to the parameters of an op, and make each into what the parameter's hint says.

    A single dict whose keys are names of parameters stands for keyword arguments, as JavaScript has no others.

    Raises:
        ArgumentError: naming the op, the argument, and what was expected.
    """
    name = function.__name__
    signature = signature_of(function)
    bound = _bound(name, signature, args, kwargs)
    out: dict[str, Any] = {}
    for key, value in bound.items():
        param = signature.params.get(key)
        if param is None or (value is None and param.hint.optional):
            out[key] = value
        elif value is None and not param.required and param.hint.kind != "any":
            # An empty field of a form: what the op says for itself.
            continue
        else:
            out[key] = await _converted(value, param.hint, name, key)
    for key, param in signature.params.items():
        if param.required and key not in bound:
            wanted = _wanted(param.hint)
            raise ArgumentError(f"{name}() needs {key!r}{f', {wanted}' if wanted else ''}.", name, key)
    return out


def _bound(name: str, signature: Signature, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    names = list(signature.params)
    only = args[0] if len(args) == 1 else None
    if type(only) is dict and only and not kwargs and set(only) <= set(names):
        args, kwargs = (), only
    if len(args) > len(names):
        raise ArgumentError(
            f"{name}() takes {len(names)} arguments ({', '.join(names)}), but {len(args)} were given.", name
        )
    bound = {key: value for key, value in zip(names, args, strict=False) if value is not UNDEFINED}
    for key, value in kwargs.items():
        if key not in names and not signature.accepts_more:
            raise ArgumentError(f"{name}() takes no argument {key!r}. {suggest(key, names)}".rstrip(), name, key)
        if key in bound:
            raise ArgumentError(f"{name}() was given {key!r} twice: by position and by name.", name, key)
        bound[key] = value
    return bound


def _wanted(hint: Hint) -> str:
    if hint.kind in ("literal", "enum"):
        return "one of " + ", ".join(repr(choice_value(each)) for each in hint.choices)
    return _WANTED.get(hint.kind, "")


async def _converted(value: Any, hint: Hint, op: str, param: str) -> Any:
    if hint.kind in ("image", "labels", "array") and _is_opened(value):
        # An image that the app has opened is read whole.
        value = await value["read"]()
    if hint.kind == "layers" and isinstance(value, list | tuple):
        value = [await each["read"]() if _is_opened(each) else each for each in value]
    if isinstance(value, Blob):
        if hint.kind == "any":
            return value
        value = File(value.name or param, await value.read(), value.mime)
    try:
        out = _convert(value, hint)
    except _Unfit as unfit:
        wanted = _wanted(hint)
        said = unfit.message or f"got {_described(value)}"
        raise ArgumentError(
            f"{op}() needs {wanted or hint.text} for {param!r}: {said}.", op, param
        ) from unfit.__cause__
    _check_bounds(out, hint, op, param)
    accepted = next((each.accepted for each in hint.metadata if isinstance(each, Axes)), ())
    return _with_axes(out, accepted, op, param) if accepted and isinstance(out, NDArray) else out


def _is_opened(value: Any) -> bool:
    """Whether this is an image that the app has opened: a far object that tells axes and is read."""
    if not isinstance(value, Remote):
        return False
    facts = facts_of(value)
    return "axes" in facts.props and "read" in (facts.methods or ())


def _first_steps(own: str, shape: Sequence[int], accepted: Sequence[str]) -> str:
    """The region to be read so that the axes fit those that are taken with most of the image."""
    within = [axes for axes in accepted if set(axes) <= set(own)]
    kept = max(within, key=len, default="YX")
    left = [axis for axis, length in zip(own, shape, strict=True) if axis not in kept and length > 1]
    return "{" + ", ".join(f'"{axis}": 0' for axis in left) + "}"


def _with_axes(array: NDArray, accepted: Sequence[str], op: str, param: str) -> NDArray:
    """The array without axes of one step that are not taken.

    Raises:
        ArgumentError: when it has other axes than the op takes.
    """
    own = array.axes
    long = {axis for axis, length in zip(own, array.shape, strict=True) if length > 1}
    fitting = [axes for axes in accepted if long <= set(axes) <= set(own)]
    if not fitting:
        raise ArgumentError(
            f"{op}() takes an image of the axes {' or '.join(accepted)} for {param!r}, but got {own} "
            f"({' × '.join(map(str, array.shape))}). Pass a part with these axes: of an opened image what "
            f"`await image.read({_first_steps(own, array.shape, accepted)})` gives, of an array what indexing gives; "
            f"for all of it call {op}() once for each plane.",
            op,
            param,
        )
    wanted = max(fitting, key=len)
    kept = [index for index, axis in enumerate(own) if axis in wanted]
    if len(kept) == len(own):
        return array
    scale = array.stated()[1]
    return type(array)(
        array.data.reshape([array.shape[index] for index in kept]),
        axes="".join(own[index] for index in kept),
        scale=None if scale is None else [scale[index] for index in kept],
        unit=array.stated()[2],
        name=array.name,
    )


class _Unfit(Exception):
    """The value does not fit the hint; `message` says more than that it does not."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


def _convert(value: Any, hint: Hint) -> Any:
    match hint.kind:
        case "any" | "none" | "figure" | "plot" | "tree":
            return value
        case "markdown" | "html":
            text = _scalar(value, "str")
            return Markdown(text) if hint.kind == "markdown" else HTML(text)
        case "image" | "labels" | "array" if isinstance(value, PackedArray):
            raise _Unfit(NEEDS_NUMPY.rstrip("."))
        case "image" | "labels" | "array":
            return _array(value, hint.kind)
        case "layers" if isinstance(value, list | tuple):
            return [_array(each, "labels" if hint.cls is Labels else "image") for each in value]
        case "layers":
            raise _Unfit
        case "table" | "dataframe":
            return _table(value, hint.kind)
        case "points" | "shapes":
            return _drawing(value, hint.kind)
        case "file" | "bytes" | "path":
            return _file(value, hint.kind)
        case "literal":
            return _choice(value, {choice: choice for choice in hint.choices})
        case "enum":
            return _member(value, hint)
        case "bool" | "int" | "float" | "str":
            return _scalar(value, hint.kind)


def _array(value: Any, kind: str) -> Any:
    import numpy as np

    if not isinstance(value, NDArray | np.ndarray | list | tuple | np.generic):
        raise _Unfit
    if kind == "array":
        return np.asarray(value)
    wanted = Image if kind == "image" else Labels
    if type(value) is wanted:
        return value
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":
            raise _Unfit(f"its values are {array.dtype}")
        return wanted(value if isinstance(value, NDArray) else array)
    except (TypeError, ValueError) as error:
        raise _Unfit(str(error).rstrip(".")) from error


def _table(value: Any, kind: str) -> Any:
    if kind == "dataframe":
        return value if is_dataframe(value) else _table(value, "table").to_pandas()
    if isinstance(value, Table):
        return value
    try:
        return Table(value)
    except (TypeError, ValueError) as error:
        raise _Unfit(str(error).rstrip(".")) from error


def _drawing(value: Any, kind: str) -> Points | Shapes:
    if isinstance(value, File):
        try:
            value = json.loads(value.data)
        except ValueError as error:
            raise _Unfit("the file is no GeoJSON") from error
    wanted = Points if kind == "points" else Shapes
    if type(value) is wanted:
        return value
    try:
        return wanted(value)
    except (TypeError, ValueError) as error:
        raise _Unfit(str(error)) from error


def _file(value: Any, kind: str) -> Any:
    if isinstance(value, Path):
        value = File(value.name, value.read_bytes())
    elif isinstance(value, bytes | bytearray | memoryview):
        value = File("data", bytes(value))
    elif isinstance(value, NDArray) or type(value).__name__ == "ndarray":
        # A Uint8Array of JavaScript is bytes as much as an array.
        if value.dtype.name != "uint8" or value.ndim != 1:
            raise _Unfit("got an array that is no row of bytes")
        value = File("data", value.tobytes())
    if not isinstance(value, File):
        raise _Unfit
    if kind == "bytes":
        return value.data
    if kind == "path":
        path = Path(tempfile.mkdtemp(prefix="coverslip-")) / (Path(value.name).name or "data")
        path.write_bytes(value.data)
        return path
    return value


def _scalar(value: Any, kind: str) -> Any:
    item = getattr(value, "item", None)
    if item is not None and getattr(value, "ndim", None) == 0:
        value = item()
    if kind == "str":
        if not isinstance(value, str):
            raise _Unfit
        return value
    if kind == "bool":
        if value in (True, False) and isinstance(value, bool | int | float):
            return bool(value)
        raise _Unfit
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _Unfit
    if kind == "float":
        return float(value)
    if isinstance(value, float) and not value.is_integer():
        raise _Unfit(f"got {value}")
    return int(value)


def _choice(value: Any, choices: Mapping[Any, Any]) -> Any:
    for choice, out in choices.items():
        if value == choice and isinstance(value, bool) == isinstance(choice, bool):
            return out
    raise _Unfit(f"got {_described(value)}")


def _member(value: Any, hint: Hint) -> Any:
    if isinstance(value, enum.Enum):
        if value in hint.choices:
            return value
        raise _Unfit
    try:
        return _choice(value, {choice_value(each): each for each in hint.choices})
    except _Unfit:
        return _choice(value, {each.name: each for each in hint.choices})


def _check_bounds(value: Any, hint: Hint, op: str, param: str) -> None:
    if hint.kind not in ("int", "float"):
        return
    for each in hint.metadata:
        if isinstance(each, Slider | Field):
            low = -math.inf if each.min is None else each.min
            high = math.inf if each.max is None else each.max
            if not low <= value <= high:
                between = (
                    f"between {low:g} and {high:g}"
                    if math.isfinite(low) and math.isfinite(high)
                    else (f"of at least {low:g}" if math.isfinite(low) else f"of at most {high:g}")
                )
                raise ArgumentError(f"{op}() needs a number {between} for {param!r}: got {value:g}.", op, param)


def _described(value: Any) -> str:
    if isinstance(value, str | int | float | bool) or value is None:
        written = repr(value)
        return written if len(written) <= 60 else f"{written[:60]}…"
    if isinstance(value, NDArray) or type(value).__name__ == "ndarray":
        return f"an array of {value.dtype}, shape {value.shape}"
    return f"a {type(value).__name__}"
