"""Packing a trained network for bioimage.io, so that the app and every tool that reads its models can run it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime

from coverslip.bioimage.axis import Axis, Follows, Steps
from coverslip.bioimage.description import (
    Citation,
    ModelDescription,
    Person,
    Step,
    TensorDescription,
    Tolerance,
    Weights,
)
from coverslip.bioimage.processing import apply_steps
from coverslip.bioimage.statistics import Statistics
from coverslip.bioimage.tensor import Tensor
from coverslip.bioimage.writer import write_package

from .onnx_file import INPUT, OPSET, OUTPUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .onnx_file import OnnxFile
    from .settings import Settings

    Array = np.ndarray[Any, np.dtype[Any]]

#: What is written of the format (coverslip.bioimage.writer.FORMAT decides).
_FORMAT = "bioimage.io 0.5"
#: Longest side of the test's image.
_TEST_SIDE = 128
U_NET = Citation("Ronneberger et al., U-Net, MICCAI 2015", doi="10.1007/978-3-319-24574-4_28")


@dataclass(frozen=True)
class About:
    """What a person wants to know of a model.

    Attributes:
        name: what it is called.
        description: what it does, in a sentence.
        author: who trained it.
        licence: an SPDX identifier.
        tags: words by which it is found.
        citations: what to cite.
    """

    name: str
    description: str
    author: str
    licence: str
    tags: tuple[str, ...]
    citations: tuple[Citation, ...]


def describe(
    about: About,
    settings: Settings,
    channels: int,
    before: Sequence[Step],
    after: Sequence[Step],
    results: Sequence[str],
) -> ModelDescription:
    """The description of a network that gives an image of the same size.

    Args:
        about: what a person wants to know.
        settings: how it was trained; they say which sizes it takes, and its halo.
        channels: that go in.
        before: steps before the network.
        after: steps after it.
        results: names of the channels that come out.
    """
    stride, halo = settings.stride, settings.halo
    # A tile of less would be nothing but halo.
    lengths = Steps(-(-(2 * halo + 1) // stride) * stride, stride)
    named = tuple(f"channel{number}" for number in range(channels))
    given = (Axis("batch", "batch", 1), Axis("channel", "channel", channels, names=named))
    made = (Axis("batch", "batch", 1), Axis("channel", "channel", len(results), names=tuple(results)))
    return ModelDescription(
        name=about.name,
        format=_FORMAT,
        description=about.description,
        inputs=(
            TensorDescription(
                INPUT, (*given, Axis("y", "space", lengths), Axis("x", "space", lengths)), steps=tuple(before)
            ),
        ),
        outputs=(
            TensorDescription(
                OUTPUT,
                (*made, *(Axis(name, "space", Follows(INPUT, name), halo=halo) for name in "yx")),
                steps=tuple(after),
            ),
        ),
        weights=Weights("weights.onnx"),
        authors=(Person(about.author),),
        citations=about.citations,
        licence=about.licence,
        tags=about.tags,
    )


def pack(
    model: ModelDescription,
    network: OnnxFile,
    test: Array,
    cover: bytes,
    provenance: Mapping[str, Any],
) -> bytes:
    """A zip of bioimage.io.

    Args:
        model: its description.
        network: in ONNX.
        test: an image from the data that was held out, (channels, rows, columns), as it was before all steps.
        cover: a PNG.
        provenance: how the model was made; it stands in the description, below `config`, and in its README.
    """
    given = fitting(test, model.inputs[0])
    session = onnxruntime.InferenceSession(network.data, providers=["CPUExecutionProvider"])
    source, target = model.inputs[0], model.outputs[0]
    image = Tensor(given, source.dims)
    statistics = Statistics({source.id: image})
    fed = apply_steps(source.steps, image, source.id, statistics).data
    raw = Tensor(session.run([OUTPUT], {INPUT: fed})[0], target.dims)
    expected = apply_steps(target.steps, raw, target.id, statistics.with_tensors({target.id: raw})).data
    # Other devices add up in another order; what they may differ by grows with the values.
    allowed = 1e-3 * max(float(np.abs(expected).max()), 1e-3)
    return write_package(
        replace(model, tolerances=(Tolerance(1e-3, allowed),)),
        network.data,
        opset=OPSET,
        tests={source.id: given, target.id: np.asarray(expected, np.float32)},
        covers={"cover.png": cover},
        documentation=readme(model, provenance),
        config={"coverslip": dict(provenance)},
    )


def fitting(image: Array, tensor: TensorDescription) -> Array:
    """The middle of an image as a batch of one in a length that the model takes, repeated at the edges if too small."""
    length = tensor.axis("y").length
    if not isinstance(length, Steps):
        raise TypeError(f"The rows of {tensor.id!r} are of {length}.")
    for axis in (1, 2):
        have = image.shape[axis]
        wanted = length.at_least(length.minimum) if have < length.minimum else length.at_most(min(have, _TEST_SIDE))
        start = max(0, (have - wanted) // 2)
        image = image.take(np.arange(start, start + wanted) % have, axis)
    return np.asarray(image[None], np.float32)


def readme(model: ModelDescription, provenance: Mapping[str, Any]) -> str:
    """What a person reads of it, in Markdown."""
    rows = [
        f"| {name} | {values['before']:.4g} | {values['after']:.4g} |"
        for name, values in provenance["held_out"].items()
    ]
    return "\n".join(
        [
            f"# {model.name}",
            "",
            model.description,
            "",
            "## On data that training did not see",
            "",
            "| measure | before | after |",
            "|---|---|---|",
            *rows,
            "",
            "A model tells of images like those that it was trained on. Look at its results before you rely on them.",
            "",
            "## How it was made",
            "",
            "```json",
            json.dumps(provenance, indent=2, ensure_ascii=False),
            "```",
            "",
        ]
    )
