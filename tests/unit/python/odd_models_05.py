"""Descriptions of version 0.5 of bioimage.io's format as publishers write them, each odd in its own way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from tests.unit.python.model_files import OPSET
from tests.unit.python.model_packages import npy
from tests.unit.python.odd_models_04 import step
from tests.unit.python.odd_networks import chosen, convolution, noise, pair, scaled, scores

Arrays = Mapping[str, Any]


def axis(identity: str, size: Any = None, **more: Any) -> dict[str, Any]:
    """An axis; those of space have an id."""
    kind = {"batch": "batch", "channel": "channel", "index": "index", "time": "time"}.get(identity, "space")
    length = {} if size is None or kind in ("batch", "channel") else {"size": size}
    return {"type": kind, **({"id": identity} if kind == "space" or more.pop("named", False) else {}), **length, **more}


def space(names: str, size: Any, **more: Any) -> list[dict[str, Any]]:
    """Axes of space of these lengths."""
    return [axis(name, size, unit="micrometer", **more) for name in names]


def follow(names: str, tensor: str = "raw", *, offset: int = 0, **more: Any) -> list[dict[str, Any]]:
    """Axes of an output as long as those of another tensor."""
    return [
        axis(name, {"tensor_id": tensor, "axis_id": name, "offset": offset}, unit="micrometer", **more)
        for name in names
    ]


def channels(*names: str) -> dict[str, Any]:
    """An axis of named channels."""
    return axis("channel", channel_names=list(names))


def tensor(identity: str, axes: list[dict[str, Any]], *steps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An input or output, with its steps."""
    named = [{"id": each["name"], **({"kwargs": each["kwargs"]} if "kwargs" in each else {})} for each in steps]
    kind = "postprocessing" if identity in ("out", "change") else "preprocessing"
    return {"id": identity, "axes": axes, "data": {"type": "float32"}, kind: named, **more}


BATCH = axis("batch")
ONE = axis("batch", named=False) | {"size": 1}
#: By what is odd about them: the network, inputs, outputs, arrays of the test.
MODELS_05: dict[str, tuple[bytes, list[dict[str, Any]], list[dict[str, Any]], Arrays]] = {
    "stacks of flat voxels, whose border counts to nothing": (
        convolution("bczyx"),
        [
            tensor(
                "raw",
                [
                    BATCH,
                    channels("dapi"),
                    axis("z", {"min": 8, "step": 4}, scale=2.0, unit="micrometer"),
                    *space("yx", {"min": 16, "step": 8}, scale=0.5),
                ],
                # Statistics would be those of what bioimageio.core has padded already.
                step("scale_linear", gain=0.01, offset=-1.0),
            )
        ],
        [
            tensor(
                "out",
                [BATCH, channels("nuclei"), *follow("z", scale=2.0, halo=2), *follow("yx", scale=0.5, halo=4)],
                step("sigmoid"),
            )
        ],
        {"raw": noise(1, 1, 12, 32, 40)},
    ),
    "channels last, each with a mean and deviation of its own": (
        convolution("byxc", classes=2, channels=3),
        [
            tensor(
                "raw",
                [ONE, axis("y", 37), axis("x", 53), channels("red", "green", "blue")],
                step("fixed_zero_mean_unit_variance", mean=[80.0, 90.0, 100.0], std=[20.0, 30.0, 40.0], axis="channel"),
                data=[{"type": "float32", "range": [0, 255], "unit": "arbitrary unit"}] * 3,
            )
        ],
        [
            tensor(
                "out",
                [BATCH, axis("y", 37), axis("x", 53), channels("foreground", "boundary")],
                step("scale_linear", gain=[2.0, 0.5], offset=[0.1, 0.2], axis="channel"),
                step("clip", min=0.0, max=1.0),
            )
        ],
        {"raw": noise(1, 37, 53, 3)},
    ),
    "an output of twice as many pixels, in the range of the input": (
        scaled(2),
        [
            tensor(
                "raw",
                [BATCH, channels("raw"), *space("yx", {"min": 16, "step": 16}, scale=1.0)],
                step("scale_range", axes=["channel", "y", "x"], min_percentile=2.0, max_percentile=99.0),
            )
        ],
        [
            tensor(
                "out",
                [BATCH, channels("large"), *follow("yx", scale=0.5, halo=4)],
                step("scale_range", reference_tensor="raw", axes=["y", "x"], max_percentile=90.0),
            )
        ],
        {"raw": noise(1, 1, 32, 48)},
    ),
    "a network that does not pad, below a mirror image": (
        convolution("bcyx", pads=0),
        [
            tensor(
                "raw",
                [BATCH, channels("raw"), *space("yx", {"min": 16, "step": 1})],
                step("clip", min_percentile=1.0, max_percentile=99.0, axes=["y", "x"]),
                step("ensure_dtype", dtype="float32"),
                pad={"mode": "reflect"},
            )
        ],
        [tensor("out", [BATCH, channels("out"), *follow("yx", offset=-2)], step("softmax", axis="channel"))],
        {"raw": noise(1, 1, 33, 47)},
    ),
    "two inputs, two outputs, one as long as another output": (
        pair(),
        [
            tensor(
                "raw", [BATCH, channels("raw"), *space("yx", {"min": 16, "step": 16})], step("scale_linear", gain=2)
            ),
            tensor("dark", [BATCH, channels("dark"), *follow("yx")], step("zero_mean_unit_variance")),
        ],
        [
            tensor(
                "out",
                [BATCH, channels("sum"), *follow("yx")],
                step("binarize", threshold=[250.0], axis="channel"),
                data={"type": "bool", "values": [False, True]},
            ),
            tensor(
                "change",
                [BATCH, channels("change"), *follow("yx")],
                step("ensure_dtype", dtype="int16"),
                data={"type": "int16"},
            ),
        ],
        {"raw": noise(1, 1, 32, 48), "dark": noise(1, 1, 32, 48) / 3},
    ),
    "scores of named classes": (
        scores(),
        [tensor("raw", [BATCH, channels("raw"), axis("y", 32), axis("x", 32)], step("scale_linear", gain=0.1))],
        [tensor("out", [BATCH, channels("none", "some", "many")], step("softmax", axis="channel"))],
        {"raw": noise(1, 1, 32, 32)},
    ),
    "whole numbers that are classes": (
        chosen(),
        [tensor("raw", [BATCH, channels("raw"), *space("yx", {"min": 8, "step": 8})])],
        [tensor("out", [BATCH, channels("classes"), *follow("yx")], data={"type": "uint8", "values": [0, 1]})],
        {"raw": noise(1, 1, 24, 40)},
    ),
}


def described_05(name: str, outputs: Arrays) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A description of version 0.5, and the files beside it."""
    made, taken, given, arrays = MODELS_05[name]
    tests = {f"test_{key}.npy": npy(array) for key, array in {**arrays, **outputs}.items()}
    content = {
        "format_version": "0.5.4",
        "type": "model",
        "name": "Odd model (no 1)",
        "description": "Does what it does to Zellkerne.",
        "authors": [{"name": "Zoë Müller"}],
        "cite": [{"text": "Müller et al.", "doi": "10.1234/nothing"}],
        "license": "CC-BY-4.0",
        "documentation": {"source": "docs/Überblick.md"},
        "inputs": [{**each, "test_tensor": told(tests, each["id"])} for each in taken],
        "outputs": [{**each, "test_tensor": told(tests, each["id"])} for each in given],
        "weights": {
            "onnx": {"source": "weights.onnx", "sha256": hashlib.sha256(made).hexdigest(), "opset_version": OPSET}
        },
    }
    return content, {"weights.onnx": made, "docs/Überblick.md": b"# Wie\n## Validation\n", **tests}


def told(tests: Mapping[str, bytes], identity: str) -> dict[str, str]:
    """Where the test tensor of an input or output is."""
    name = f"test_{identity}.npy"
    return {"source": name, "sha256": hashlib.sha256(tests[name]).hexdigest()}
