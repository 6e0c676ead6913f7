"""An output that does not lie on the image, as a table: scores of classes, or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coverslip.table import Table

if TYPE_CHECKING:
    from .description import TensorDescription
    from .tensor import Tensor

#: With at most so many classes there is a column for each of them.
_MOST_COLUMNS = 12


def as_table(output: TensorDescription, tensor: Tensor) -> Table:
    """Scores of classes, one row each, the largest first; of several planes one row each; or the numbers as they are.

    Args:
        output: its description.
        tensor: its values, as `Prediction.outputs` gives them.
    """
    own = [number for number, dim in enumerate(tensor.dims) if dim in output.dims and tensor.data.shape[number] > 1]
    planes = [number for number, dim in enumerate(tensor.dims) if dim not in output.dims]
    values = tensor.data.transpose([*planes, *(n for n in range(tensor.data.ndim) if n not in planes)])
    lengths = [tensor.data.shape[number] for number in planes]
    values = values.reshape((*lengths, *(tensor.data.shape[number] for number in own)))
    letters = [tensor.dims[number].lower() for number in planes]
    channel = next((axis for axis in output.axes if axis.kind == "channel"), None)
    names = channel.names if channel is not None and own and tensor.dims[own[-1]] == channel.id else ()
    if len(own) > 1:
        rows = _numbers(values, letters, len(own), names)
    elif not own:
        rows = [{**_place(index, letters), **_value(output, values[index])} for index in _places(lengths)]
    elif values.size == values.shape[-1]:
        rows = _classes(values.reshape(-1), names)
    else:
        rows = [{**_place(index, letters), **_best(values[index], names)} for index in _places(lengths)]
    return Table(rows, list(rows[0]), name=f"{'Values' if len(own) != 1 else 'Scores'} of {output.id}")


def _places(lengths: list[int]) -> list[tuple[int, ...]]:
    import numpy as np

    return list(np.ndindex(*lengths))


def _place(index: tuple[int, ...], letters: list[str]) -> dict[str, Any]:
    return dict(zip(letters, map(int, index), strict=True))


def _value(output: TensorDescription, value: Any) -> dict[str, Any]:
    """One number or text; of a class that is told by its number its name."""
    if isinstance(value, str):
        return {"value": value}
    number = value.item()
    is_class = value.dtype.kind in "iu" and 0 <= number < len(output.categories)
    return {"class": output.categories[number]} if is_class else {"value": number}


def _classes(scores: Any, names: tuple[str, ...]) -> list[dict[str, Any]]:
    order = (-scores.astype("float64")).argsort(kind="stable")
    return [{"class": names[number] if names else int(number), "score": scores[number].item()} for number in order]


def _best(scores: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """The class with the largest score, and the scores of all where they are few."""
    best = int(scores.argmax())
    told = {"class": names[best] if names else best, "score": scores[best].item()}
    if scores.size <= _MOST_COLUMNS:
        told.update(
            (f"score of {names[number] if names else number}", scores[number].item()) for number in range(scores.size)
        )
    return told


def _numbers(values: Any, letters: list[str], own: int, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """A table of numbers; the longer one of two axes goes down."""
    import numpy as np

    if own == 2 and values.shape[-1] > values.shape[-2] and not names:
        values = np.swapaxes(values, -1, -2)
    inner = ["row"] if own == 2 else [f"row {number}" for number in range(own - 1)]
    return [
        {
            **_place(index, [*letters, *inner]),
            **{(names[n] if names else f"column {n}"): value.item() for n, value in enumerate(values[index])},
        }
        for index in _places(list(values.shape[:-1]))
    ]
