"""Networks without any description, as people find them: what goes in and comes out is told from their shapes."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import onnx
import pytest
from coverslip import Image
from coverslip.bioimage.errors import InputMismatch, NotOffered
from coverslip.bioimage.outcome import as_image, kind_of
from coverslip.bioimage.plain_onnx import class_names, describe_network
from coverslip.bioimage.plain_outputs import tells_of_the_whole
from coverslip.bioimage.prediction import Prediction
from coverslip.bioimage.score_table import as_table
from coverslip.bioimage.single_input import at_length
from onnx import TensorProto, helper

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import NativeSession, network, value

Shape = Sequence[int | str]


def same(taken: Shape, given: Shape | None = None, kind: int = TensorProto.FLOAT) -> bytes:
    """A network that gives what it takes."""
    return network(
        [helper.make_node("Identity", ["raw"], ["same"])],
        [value("raw", taken, kind)],
        [value("same", taken if given is None else given, kind)],
        {},
    )


def picture(*shape: int) -> Any:
    return np.random.default_rng(3).random(shape, "float32")


@pytest.mark.parametrize(
    ("shape", "axes"),
    [
        (["h", "w"], "YX"),
        ([70, 53], "YX"),
        (["n", "h", "w"], "YX"),
        ([1, 37, 53], "YX"),
        ([3, "h", "w"], "SYX"),
        (["h", "w", 3], "YXS"),
        (["h", "w", 1], "YX"),
        (["depth", "h", "w"], "ZYX"),
        ([16, 64, 64], "ZYX"),
        (["n", 1, "h", "w"], "YX"),
        (["n", "h", "w", 1], "YX"),
        (["n", 3, "h", "w"], "SYX"),
        ([1, 48, 48, 3], "YXS"),
        ([4, 1, 48, 48], "YX"),
        (["n", 1, "d", "h", "w"], "ZYX"),
        (["n", "d", "h", "w", 1], "ZYX"),
    ],
    ids=str,
)
@asynchronous
async def test_an_input_of_any_order_of_axes_gets_the_image(shape: list[int | str], axes: str) -> None:
    session = NativeSession(same(shape))
    array = picture(*({"Z": 20, "Y": 90, "X": 101, "S": 3}[letter] for letter in axes))
    prediction = Prediction(describe_network("same.onnx", session), session, Image(array, axes=axes))
    tensor = (await prediction.run())["same"]
    shown = as_image(prediction.model, prediction.model.outputs[0], tensor, prediction.image)
    given = np.moveaxis(array, axes.index("S"), 0) if "S" in axes else array
    np.testing.assert_allclose(np.asarray(shown), given, atol=1e-6)


@pytest.mark.parametrize("shape", [["batch", 10], ["n", "features"], [1, 784], [8], [], [1] * 6], ids=str)
def test_an_input_that_is_no_image_is_told_by_its_name(shape: list[int | str]) -> None:
    with pytest.raises(NotOffered, match=r"same\.onnx: the input 'raw' of shape .* is no image"):
        describe_network("same.onnx", NativeSession(same(shape)))


@asynchronous
async def test_two_images_go_in_by_the_names_of_the_inputs() -> None:
    made = network(
        [helper.make_node("Sub", ["before", "after"], ["change"])],
        [value("before", [1, 1, "h", "w"]), value("after", [1, 1, "h", "w"])],
        [value("change", [1, 1, "h", "w"])],
        {},
    )
    session = NativeSession(made)
    model = describe_network("change.onnx", session)
    one, two = picture(3, 90, 70), picture(90, 70) / 3
    images = {"before": Image(one, axes="TYX"), "after": Image(two)}
    got = (await Prediction(model, session, images, tile=40).run())["change"]
    np.testing.assert_allclose(got.data[:, 0], one - two, atol=1e-6)
    with pytest.raises(InputMismatch, match=r"'after' is 60 long along y, but .* it has to be 90 long"):
        Prediction(model, session, {**images, "after": Image(two[:60])})
    with pytest.raises(InputMismatch, match="'after' has 2 planes, but 'before' has 3"):
        Prediction(model, session, {**images, "after": Image(one[:2], axes="TYX")})


@asynchronous
async def test_classes_that_a_network_has_chosen_itself_are_labels_on_the_image() -> None:
    made = network(
        [
            helper.make_node("Concat", ["raw", "raw"], ["two"], axis=1),
            helper.make_node("ArgMax", ["two"], ["classes"], axis=1, keepdims=0),
        ],
        [value("raw", ["n", 1, "h", "w"])],
        [value("classes", ["n", "h", "w"], TensorProto.INT64)],
        {},
    )
    session = NativeSession(made)
    prediction = Prediction(describe_network("classes.onnx", session), session, Image(picture(200, 90)), tile=64)
    tensor = (await prediction.run())["classes"]
    output = prediction.model.outputs[0]
    assert kind_of(output, tensor) == "labels"
    assert as_image(prediction.model, output, tensor, prediction.image).shape == (200, 90)
    assert session.runs == prediction.count == 2


@asynchronous
async def test_a_network_that_does_not_pad_gives_an_image_without_its_rim() -> None:
    weights = np.full((1, 1, 5, 5), 0.04, "float32")
    made = network(
        [helper.make_node("Conv", ["raw", "weights"], ["mean"])],
        [value("raw", [1, 1, "h", "w"])],
        [value("mean", [1, 1, "h2", "w2"])],
        {"weights": weights},
    )
    session = NativeSession(made)
    array = picture(150, 131)
    prediction = Prediction(describe_network("mean.onnx", session), session, Image(array), tile=64)
    got = (await prediction.run())["mean"].data[0]
    expected = (await session.run({"raw": array[None, None]}))["mean"][0, 0]
    np.testing.assert_allclose(got, expected, atol=1e-5)


def pooled(taken: Shape, classes: int = 3, **about: str) -> bytes:
    """Scores of classes: the mean of the image times 1, 2 and so on."""
    made = network(
        [
            helper.make_node("Conv", ["raw", "weights"], ["features"]),
            helper.make_node("GlobalAveragePool", ["features"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["scores"]),
        ],
        [value("raw", taken)],
        [value("scores", ["n", classes])],
        {"weights": np.arange(1, classes + 1, dtype="float32").reshape(classes, 1, 1, 1)},
    )
    model = onnx.load_model_from_string(made)
    helper.set_model_props(model, about)
    return bytes(model.SerializeToString())


class Described(NativeSession):
    """With what the file says of itself."""

    def __init__(self, made: bytes) -> None:
        super().__init__(made)
        self.metadata = SimpleNamespace(custom=self._session.get_modelmeta().custom_metadata_map)


@pytest.mark.parametrize(
    "names",
    [
        "{0: 'none', 1: 'some', 2: 'many'}",
        '["none", "some", "many"]',
        '{"1": "some", "0": "none", "2": "many"}',
        "none, some,many",
        "none\nsome\nmany\n",
    ],
)
@asynchronous
async def test_a_classifier_sees_the_whole_image_once_and_names_its_classes(names: str) -> None:
    session = Described(pooled(["n", 1, 32, 32], names=names))
    model = describe_network("counts.onnx", session)
    assert tells_of_the_whole(model, session)
    array = picture(90, 200)
    prediction = Prediction(model, session, at_length(model, Image(array, scale=(1, 2))))
    tensor = (await prediction.run())["scores"]
    assert session.runs == prediction.count == 1
    assert prediction.image.scale == (90 / 32, 400 / 32)
    table = as_table(prediction.model.outputs[0], tensor)
    assert table["class"] == ["many", "some", "none"]
    assert table["score"][2] == pytest.approx(array.mean(), abs=0.01)


@pytest.mark.parametrize("text", ["", "{0: 'a', 2: 'b'}", "{'a': 'b'}", "one", "12", "[" * 10_000])
def test_what_names_no_classes_is_left_aside(text: str) -> None:
    assert class_names({"names": text, "other": "['x']"}) == ()


@asynchronous
async def test_a_classifier_gives_each_plane_of_a_stack_a_row() -> None:
    session = Described(pooled(["n", 1, "h", "w"], classes=2, classes_="", labels='["few", "many"]'))
    model = describe_network("counts.onnx", session)
    array = picture(3, 40, 50)
    prediction = Prediction(model, session, Image(array, axes="TYX"), tile=64)
    tensor = (await prediction.run())["scores"]
    table = as_table(prediction.model.outputs[0], tensor)
    assert table.columns == ["t", "class", "score", "score of few", "score of many"]
    assert table["t"] == [0, 1, 2]
    assert table["class"] == ["many"] * 3
    # What fills the last tile up is the image's own rim.
    np.testing.assert_allclose(table["score of few"], array.mean((1, 2)), atol=0.05)


@pytest.mark.parametrize(
    ("given", "whole"),
    [
        (["n", 10], True),
        ([1, 84, 8400], True),
        ([1], True),
        ([], True),
        ([1, 2, 64, 64], False),
        ([1, 64, 64], False),
        ([1, 32, 32, 2], False),
        (["n", 2, "h", "w"], False),
        (["n", "h", "w"], False),
    ],
    ids=str,
)
def test_a_network_takes_the_image_whole_when_nothing_it_gives_lies_on_it(given: Shape, whole: bool) -> None:
    session: Any = SimpleNamespace(
        inputs=[SimpleNamespace(name="raw", shape=[1, 1, 64, 64], dtype="float32", type="tensor(float)")],
        outputs=[SimpleNamespace(name="out", shape=given, dtype="float32", type="tensor(float)")],
    )
    assert tells_of_the_whole(describe_network("some.onnx", session), session) == whole


@asynchronous
async def test_numbers_that_are_no_scores_become_a_table_of_columns() -> None:
    made = network(
        [helper.make_node("Reshape", ["raw", "shape"], ["boxes"])],
        [value("raw", [1, 1, 32, 32])],
        [value("boxes", [1, 4, 256])],
        {"shape": np.array([1, 4, 256])},
    )
    session = NativeSession(made)
    array = picture(32, 32)
    prediction = Prediction(describe_network("boxes.onnx", session), session, Image(array))
    tensor = (await prediction.run())["boxes"]
    table = as_table(prediction.model.outputs[0], tensor)
    assert table.columns == ["row", "column 0", "column 1", "column 2", "column 3"]
    np.testing.assert_allclose(table["column 1"], array.reshape(4, 256)[1])
