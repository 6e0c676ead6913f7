"""What the channels of an output stand for, told from names, steps and values."""

from typing import Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.bioimage.axis import Axis
from coverslip.bioimage.channels import Channels, channels_of, class_labels
from coverslip.bioimage.description import Step, TensorDescription
from coverslip.bioimage.outcome import as_labels, kind_of
from coverslip.bioimage.tensor import Tensor


def output(*names: str, steps: tuple[Step, ...] = (), categories: tuple[str, ...] = ()) -> TensorDescription:
    axes = (Axis("channel", "channel", len(names) or 2, names=names), Axis("y", "space", 8), Axis("x", "space", 8))
    return TensorDescription("out", axes, steps=steps, categories=categories)


def maps(*planes: float) -> Any:
    """A channel of each of these values."""
    return np.stack([np.full((8, 8), plane, "float32") for plane in planes])


LOGITS = maps(-3, 4, 1)
ALONE = maps(0.9, 0.8)
TOGETHER = maps(0.9, 0.12)


@pytest.mark.parametrize(
    ("described", "values", "found"),
    [
        (output("background", "cell", "edge"), LOGITS, Channels(True, background=0)),
        (output("cell", "edge", "background"), LOGITS, Channels(True, background=2)),
        (output(), TOGETHER, Channels(True)),
        (output("a", "b", steps=(Step("softmax"),)), ALONE, Channels(True)),
        (output("a", "b", categories=("a", "b")), ALONE, Channels(True)),
        (output("foreground", "boundary"), ALONE, Channels(False, foreground=0, boundary=1)),
        (output("cell boundary", "cell"), ALONE, Channels(False, foreground=1, boundary=0)),
        (output("boundary", "nuclei", steps=(Step("sigmoid"),)), LOGITS[:2], Channels(False, foreground=1, boundary=0)),
        (output(), ALONE, Channels(False, foreground=0)),
    ],
)
def test_channels_compete_or_stand_for_themselves(described: TensorDescription, values: Any, found: Channels) -> None:
    assert channels_of(described, values, 0) == found


def test_objects_end_at_the_boundary_that_another_channel_shows() -> None:
    values = np.zeros((2, 8, 8), "float32")
    values[0, 1:7, 1:7] = 1
    values[1, :, 4] = 1
    described = output("foreground", "boundary")
    assert kind_of(described, Tensor(values, described.dims)) == "image"
    labels = np.asarray(as_labels(described, Image(values, axes="CYX"), "objects"))
    assert labels.max() == 2
    assert not labels[:, 4].any()


def test_a_picture_in_colour_is_no_labels() -> None:
    described = output("red", "green", "blue")
    assert kind_of(described, Tensor(maps(1, 2, 3).astype("uint8"), described.dims)) == "image"
    assert kind_of(described, Tensor(maps(1, 2, 3).astype("int32"), described.dims)) == "labels"


def test_classes_are_called_by_their_names_where_there_are_as_many() -> None:
    assert class_labels(output("a", "b"), 2) == ("a", "b")
    assert class_labels(output("a", "b", categories=("x", "y", "z")), 3) == ("x", "y", "z")
    assert class_labels(output("a", "b"), 4) == (0, 1, 2, 3)
