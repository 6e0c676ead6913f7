"""Detectors, as the widespread networks are: their boxes lie on the image, and their rows say the same in numbers."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip import File, Image, Shapes, Table
from coverslip.bioimage.detector import detector_of
from coverslip.models import native
from coverslip.running import run_op
from onnx import TensorProto, helper, load_model_from_string

from tests.unit.python.model_files import network, value
from tests.unit.python.plugin_files import plugin

run_model = plugin("run_model")

#: Two cells and a dim one, in an input of 64 rows and 96 columns: top, left, bottom and right.
CELLS = np.array([[8, 10, 24, 40], [30, 20, 60, 44], [0, 0, 6, 6]], "float32")
SCORES = np.array([[0.9, 0.1], [0.2, 0.8], [0.3, 0.1]], "float32")
NAMES = {"names": "{0: 'nucleus', 1: 'mitosis'}"}


def image() -> Image:
    """Twice as high and wide as the input, and higher still, so that its right is filled up."""
    return Image(np.full((128, 96), 1000, "uint16"), scale=(0.5, 0.5), unit="µm", name="cells")


def constant(outputs: dict[str, Any], about: dict[str, str], size: tuple[int | str, int | str] = (64, 96)) -> bytes:
    """A network that gives these arrays whatever it sees; the brightness of what it sees is added, times 0."""
    nodes, given, weights = [], [], {"none": np.zeros((), "float32")}
    nodes.append(helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0))
    nodes.append(helper.make_node("Mul", ["mean", "none"], ["nothing"]))
    for name, array in outputs.items():
        weights[f"{name} of it"] = array
        if array.dtype == np.float32:
            nodes.append(helper.make_node("Add", [f"{name} of it", "nothing"], [name]))
        else:
            nodes.append(helper.make_node("Identity", [f"{name} of it"], [name]))
        kind = TensorProto.FLOAT if array.dtype == np.float32 else TensorProto.INT64
        given.append(value(name, list(array.shape), kind))
    model = load_model_from_string(network(nodes, [value("images", [1, 3, *size])], given, weights))
    for key, text in about.items():
        model.metadata_props.add(key=key, value=text)
    return bytes(model.SerializeToString())


def middles(corners: Any) -> Any:
    """Middle and size as YOLO writes them: x, y, width, height."""
    top, left, bottom, right = corners.T
    return np.stack([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top], 1).astype("float32")


def crowd(rows: Any) -> Any:
    """The rows, each also a little beside itself and less sure, among many that are nothing."""
    beside = rows.copy()
    beside[:, 0] += 2
    beside[:, 4:] *= 0.8
    return np.concatenate([beside, rows, np.zeros((1200, rows.shape[1]), "float32")])


def found(model: bytes) -> list[tuple[Any, ...]]:
    """Class, score to two places and corners of what the plugin finds, with the boxes checked against the rows."""
    given = run_op(run_model.run, (), {"image": image(), "model": File("net.onnx", model)}, lambda _: None)
    said, table, _, _, shapes = asyncio.run(given)
    assert isinstance(table, Table)
    assert isinstance(shapes, Shapes)
    assert f"{len(table)} objects in" in said
    assert (table.labels, shapes.name, table.units["width"]) == (shapes.name, shapes.name, "µm")
    told = []
    for row, shape in zip(table, shapes, strict=True):
        corners = np.asarray(shape.coordinates[0])
        (left, top), (right, bottom) = corners.min(0), corners.max(0)
        assert (shape.name, shape.classification) == (str(row["label"]), str(row["class"]))
        np.testing.assert_allclose(
            [row["y"], row["x"], row["height"], row["width"]],
            np.array([(top + bottom) / 2, (left + right) / 2, bottom - top, right - left]) * 0.5,
        )
        told.append((row["class"], round(row["score"], 2), *(round(each, 3) for each in (top, left, bottom, right))))
    return told


# The image goes in half as high and wide: 64 rows of 48 columns, and nothing beside them.
CELLS_ON_IMAGE = [("nucleus", 0.9, 16, 20, 48, 80), ("mitosis", 0.8, 60, 40, 120, 88)]
NUMBERED = [({"nucleus": 0, "mitosis": 1}[name], *rest) for name, *rest in CELLS_ON_IMAGE]
XYXY = CELLS[:, [1, 0, 3, 2]]
ROWS = np.concatenate([middles(CELLS), SCORES], 1)
CHOSEN = np.concatenate([XYXY, SCORES.max(1, keepdims=True), SCORES.argmax(1)[:, None]], 1).astype("float32")
PARTS = CELLS / np.array([64, 96, 64, 96], "float32")
SURE = SCORES.max(1)
#: What the softmax of DETR's numbers is; its last class is nothing.
LOGITS = np.log(np.concatenate([SCORES, 1 - SCORES.sum(1, keepdims=True) + 1e-6], 1))

DETECTORS = {
    "YOLO 8": ({"output0": crowd(ROWS).T[None]}, {**NAMES, "task": "detect", "imgsz": "[64, 96]"}, CELLS_ON_IMAGE),
    "YOLO 5": ({"output": crowd(np.insert(ROWS * [1, 1, 1, 1, 2, 2], 4, 0.5, 1))[None]}, NAMES, CELLS_ON_IMAGE),
    "YOLO 10": ({"output0": CHOSEN[None]}, {**NAMES, "task": "detect"}, CELLS_ON_IMAGE),
    "TensorFlow": (
        {"detection_boxes": PARTS[None], "detection_classes": SCORES.argmax(1)[None], "detection_scores": SURE[None]},
        {},
        NUMBERED,
    ),
    "DETR": ({"logits": LOGITS[None], "pred_boxes": middles(PARTS)[None]}, {}, NUMBERED),
    "torchvision": ({"3461": XYXY, "3463": SCORES.argmax(1), "3462": SURE}, {}, NUMBERED),
}


@pytest.mark.parametrize("name", DETECTORS)
def test_boxes_lie_on_the_image_and_are_rows_of_a_table(name: str) -> None:
    outputs, about, expected = DETECTORS[name]
    arrays = {key: array if array.dtype == np.int64 else array.astype("float32") for key, array in outputs.items()}
    size: tuple[int | str, int | str] = ("h", "w") if name == "YOLO 8" else (64, 96)
    assert found(constant(arrays, about, size)) == expected


def test_where_nothing_is_sure_enough_a_lower_threshold_is_advised() -> None:
    model = File("net.onnx", constant({"output0": CHOSEN[None]}, {**NAMES, "task": "detect"}))
    given = {"image": image(), "model": model, "threshold": 0.95}
    said, *rest = asyncio.run(run_op(run_model.run, (), given, lambda _: None))
    assert "0 objects" in said
    assert "None has a score of 0.95 or more; try a lower threshold." in said
    assert rest == [None] * 4
    # Asked for by its number an output is shown as the numbers that it has.
    _, table, *_ = asyncio.run(run_op(run_model.run, (), {**given, "output": 1}, lambda _: None))
    # The longer axis goes down.
    assert len(table) == CHOSEN.shape[1]


def test_what_gives_no_boxes_is_no_detector() -> None:
    for shape in ((1, 3, 64, 96), (1, 5), (1, 2, 30)):
        session = asyncio.run(native.load_native(constant({"out": np.zeros(shape, "float32")}, NAMES)))
        assert detector_of(session) is None
