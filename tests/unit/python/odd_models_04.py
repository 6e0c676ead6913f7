"""Descriptions of version 0.4 of bioimage.io's format as publishers write them, each odd in its own way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from tests.unit.python.model_files import OPSET
from tests.unit.python.odd_networks import chosen, convolution, noise, pair, scaled, scores

Arrays = Mapping[str, Any]


def old_input(axes: str, shape: Any, *steps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An input named raw, with its steps."""
    return {
        "name": "raw",
        "description": "",
        "axes": axes,
        "data_type": "float32",
        "data_range": [0, 255],
        "shape": shape,
        "preprocessing": list(steps),
        **more,
    }


def old_output(axes: str, shape: Any, *steps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An output named out, with its steps."""
    return {
        "name": "out",
        "axes": axes,
        "data_type": "float32",
        "shape": shape,
        "postprocessing": list(steps),
        **more,
    }


def step(name: str, **arguments: Any) -> dict[str, Any]:
    """A step as this version writes it."""
    return {"name": name, **({"kwargs": arguments} if arguments else {})}


def like_raw(scale: list[float | None], offset: list[float]) -> dict[str, Any]:
    """A shape that follows that of raw."""
    return {"reference_tensor": "raw", "scale": scale, "offset": offset}


#: By what is odd about them: the network, inputs, outputs, arrays of the test.
MODELS_04: dict[str, tuple[bytes, list[dict[str, Any]], list[dict[str, Any]], Arrays]] = {
    "stacks, whose border counts to nothing": (
        convolution("bczyx"),
        [
            old_input(
                "bczyx",
                {"min": [1, 1, 8, 16, 16], "step": [0, 0, 4, 8, 8]},
                step("zero_mean_unit_variance", mode="per_sample", axes="zyx", eps=1e-5),
            )
        ],
        [old_output("bczyx", like_raw([1, 1, 1, 1, 1], [0] * 5), step("sigmoid"), halo=[0, 0, 2, 4, 4])],
        {"raw": noise(1, 1, 12, 32, 40)},
    ),
    "channels last, three of them, of a fixed odd size": (
        convolution("byxc", classes=2, channels=3),
        [
            old_input(
                "byxc",
                [1, 37, 53, 3],
                step("scale_range", mode="per_sample", axes="yx", min_percentile=1, max_percentile=99.8),
            )
        ],
        [old_output("byxc", [1, 37, 53, 2], step("binarize", threshold=0.2))],
        {"raw": noise(1, 37, 53, 3)},
    ),
    "an output of twice as many pixels": (
        scaled(2),
        [old_input("bcyx", {"min": [1, 1, 16, 16], "step": [0, 0, 16, 16]}, step("scale_linear", gain=0.5, offset=1))],
        [old_output("bcyx", like_raw([1, 1, 2, 2], [0, 0, 0, 0]), halo=[0, 0, 4, 4])],
        {"raw": noise(1, 1, 32, 48)},
    ),
    "an output of half as many pixels": (
        scaled(0.5),
        [old_input("bcyx", {"min": [1, 1, 16, 16], "step": [0, 0, 16, 16]}, step("clip", min=3, max=200))],
        [old_output("bcyx", like_raw([1, 1, 0.5, 0.5], [0, 0, 0, 0]))],
        {"raw": noise(1, 1, 32, 48)},
    ),
    "a network that does not pad": (
        convolution("bcyx", pads=0),
        [
            old_input(
                "bcyx",
                {"min": [1, 1, 16, 16], "step": [0, 0, 1, 1]},
                step("zero_mean_unit_variance", mode="fixed", mean=[50.0], std=[20.0], axes="yx"),
            )
        ],
        [old_output("bcyx", like_raw([1, 1, 1, 1], [0, 0, -1, -1]))],
        {"raw": noise(1, 1, 33, 47)},
    ),
    "two inputs, two outputs, one of them in the range of an input": (
        pair(),
        [
            old_input("bcyx", [1, 1, 32, 48], step("zero_mean_unit_variance", mode="per_dataset", axes="yx")),
            old_input("bcyx", [1, 1, 32, 48], step("scale_linear", gain=0.01, offset=0.0), name="dark"),
        ],
        [
            old_output("bcyx", [1, 1, 32, 48], step("sigmoid")),
            old_output(
                "bcyx",
                [1, 1, 32, 48],
                step(
                    "scale_range",
                    mode="per_sample",
                    reference_tensor="dark",
                    axes="yx",
                    min_percentile=5,
                    max_percentile=95,
                ),
                name="change",
            ),
        ],
        {"raw": noise(1, 1, 32, 48), "dark": noise(1, 1, 32, 48) / 3},
    ),
    "scores of classes": (
        scores(),
        [old_input("bcyx", [1, 1, 32, 32], step("scale_linear", gain=1 / 255, offset=0.0))],
        [old_output("bc", [1, 3])],
        {"raw": noise(1, 1, 32, 32)},
    ),
    "an image of bytes, a mask of bytes": (
        chosen(),
        [old_input("bcyx", {"min": [1, 1, 8, 8], "step": [0, 0, 8, 8]}, data_type="uint8")],
        [old_output("bcyx", like_raw([1, 1, 1, 1], [0] * 4), data_type="uint8")],
        {"raw": noise(1, 1, 24, 40, dtype="uint8")},
    ),
}


def described_04(name: str) -> dict[str, Any]:
    """What runs of a description of version 0.4."""
    made, inputs, outputs, _ = MODELS_04[name]
    return {
        "format_version": "0.4.9",
        "type": "model",
        "name": "Zellkerne in Präparaten – nº 1",
        "description": "Was die Zellen tun.",
        "authors": [{"name": "Zoë Müller", "orcid": "0000-0002-1825-0097"}],
        "cite": [{"text": "Müller et al.", "doi": "10.1234/nothing"}],
        "license": "CC-BY-4.0",
        "documentation": "README.md",
        "timestamp": "2022-03-04T05:06:07.000000",
        "inputs": inputs,
        "outputs": outputs,
        "test_inputs": [f"test_{each['name']}.npy" for each in inputs],
        "test_outputs": [f"test_{each['name']}.npy" for each in outputs],
        "weights": {
            "onnx": {
                "source": "weights.onnx",
                "sha256": hashlib.sha256(made).hexdigest(),
                "opset_version": OPSET,
            },
        },
    }


def published(content: dict[str, Any]) -> dict[str, Any]:
    """With all that publishers put around a model, much of which lies elsewhere or is not in the package."""
    return {
        **content,
        "authors": [{**each, "github_user": "nobody-knows-this-one"} for each in content["authors"]],
        "maintainers": [{"github_user": "nor-this-one"}],
        "git_repo": "https://github.com/nobody-knows/this",
        "covers": ["https://example.com/cover.png"],
        "attachments": {"files": ["notes/how.txt"]},
        "tags": ["nuclei", "2d"],
        "links": ["ilastik/ilastik"],
        "parent": {"id": "10.5281/zenodo.1", "uri": "https://example.com/rdf.yaml", "sha256": "2" * 64},
        "training_data": {"id": "ilastik/covid_if_training_data"},
        "config": {"bioimageio": {"nickname": "bold-shark"}, "deepimagej": {"prediction": {}}},
        "sample_inputs": ["sample.tif"],
        "weights": {
            "pytorch_state_dict": {
                "source": "weights.pt",
                "sha256": "0" * 64,
                "architecture": "unet.py:UNet2d",
                "architecture_sha256": "1" * 64,
                "kwargs": {"depth": 4},
            },
            "onnx": {**content["weights"]["onnx"], "source": "./weights.onnx", "parent": "pytorch_state_dict"},
        },
    }
