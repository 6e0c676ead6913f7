"""Networks as publishers have them: of any order of axes, of several inputs and outputs, that scale, crop, classify."""

from __future__ import annotations

from typing import Any

import numpy as np
from onnx import TensorProto, helper

from tests.unit.python.model_files import network, value


def noise(*shape: int, dtype: str = "float32") -> Any:
    """Grey levels from 0 to 255, the same for the same shape."""
    return np.random.default_rng(sum(shape)).gamma(2.0, 60.0, shape).clip(0, 255).astype(dtype)


def convolution(axes: str, *, classes: int = 1, pads: int = 1, channels: int = 1) -> bytes:
    """A convolution of 3 in every direction of space, channels where the axes have them."""
    space = [letter for letter in axes if letter in "zyx"]
    weights = np.random.default_rng(9).normal(0.1, 0.2, (classes, channels, *[3] * len(space))).astype("float32")
    first = ["b", "c", *space]
    forth, back = [list(axes).index(letter) for letter in first], [first.index(letter) for letter in axes]
    lengths: dict[str, int | str] = {"b": "n", "c": channels, "z": "d", "y": "h", "x": "w"}
    given: dict[str, int | str] = {**lengths, "c": classes, **({} if pads else {"z": "d2", "y": "h2", "x": "w2"})}
    return network(
        [
            helper.make_node("Transpose", ["raw"], ["inside"], perm=forth),
            helper.make_node("Conv", ["inside", "weights"], ["made"], pads=[pads] * 2 * len(space)),
            helper.make_node("Transpose", ["made"], ["out"], perm=back),
        ],
        [value("raw", [lengths[letter] for letter in axes])],
        [value("out", [given[letter] for letter in axes])],
        {"weights": weights},
    )


def scaled(up: float) -> bytes:
    """`up` times as many rows and columns."""
    kind = "nearest" if up > 1 else "linear"
    return network(
        [helper.make_node("Resize", ["raw", "", "scales"], ["out"], mode=kind)],
        [value("raw", ["n", 1, "h", "w"])],
        [value("out", ["n", 1, "h2", "w2"])],
        {"scales": np.array([1, 1, up, up], "float32")},
    )


def pair() -> bytes:
    """Sum and difference of two images."""
    return network(
        [
            helper.make_node("Add", ["raw", "dark"], ["out"]),
            helper.make_node("Sub", ["raw", "dark"], ["change"]),
        ],
        [value(name, ["n", 1, "h", "w"]) for name in ("raw", "dark")],
        [value(name, ["n", 1, "h", "w"]) for name in ("out", "change")],
        {},
    )


def scores() -> bytes:
    """Three scores of a whole image."""
    return network(
        [
            helper.make_node("Conv", ["raw", "weights"], ["features"]),
            helper.make_node("GlobalAveragePool", ["features"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["out"]),
        ],
        [value("raw", ["n", 1, 32, 32])],
        [value("out", ["n", 3])],
        {"weights": np.array([1, 2, 3], "float32").reshape(3, 1, 1, 1)},
    )


def chosen() -> bytes:
    """A mask of bytes: what is brighter than 100."""
    return network(
        [
            helper.make_node("Greater", ["raw", "limit"], ["above"]),
            helper.make_node("Cast", ["above"], ["out"], to=TensorProto.UINT8),
        ],
        [value("raw", ["n", 1, "h", "w"])],
        [value("out", ["n", 1, "h", "w"], TensorProto.UINT8)],
        {"limit": np.array(100, "float32")},
    )
