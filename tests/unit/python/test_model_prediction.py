"""Models on images: their planes and channels, their tiles, and what is made of their outputs."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from coverslip import Image, Labels
from coverslip.bioimage.axis import Axis, Follows, Steps
from coverslip.bioimage.description import ModelDescription, Step, TensorDescription, Weights
from coverslip.bioimage.errors import DescriptionError, InputMismatch
from coverslip.bioimage.outcome import as_image, as_labels, kind_of, measured
from coverslip.bioimage.plain_onnx import describe_network
from coverslip.bioimage.planes import Planes
from coverslip.bioimage.prediction import Prediction
from coverslip.bioimage.relations import Relation, relations
from coverslip.bioimage.score_table import as_table
from onnx import TensorProto, helper

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import NativeSession, blurs, described, doubled, network, value


def picture(*shape: int) -> Any:
    return np.random.default_rng(11).random(shape, dtype="float32")


def untiled(array: Any) -> Any:
    """What the two blurs make of a whole image whose surroundings are its mirror image."""
    padded = np.pad(array, 8, "symmetric")
    session = NativeSession(blurs())
    return session._session.run(None, {"raw": padded[None, None]})[0][0, :, 8:-8, 8:-8]


@pytest.mark.parametrize(("edges", "shape"), [("pad", (2755, 3675)), ("clamp", (1400, 1800))])
@asynchronous
async def test_a_large_image_in_tiles_has_no_seam(edges: Any, shape: tuple[int, int]) -> None:
    array = picture(*shape)
    model = replace(described(), edges=edges)
    prediction = Prediction(model, NativeSession(blurs()), Image(array))
    assert prediction.count > 10
    got = (await prediction.run())["scores"].data
    whole = untiled(array)
    # At the very edges the network pads with zeros where tiles stay inside.
    inside = (slice(None), slice(8, -8), slice(8, -8)) if edges == "clamp" else slice(None)
    np.testing.assert_allclose(got[inside], whole[inside], rtol=1e-4, atol=1e-5)


@asynchronous
async def test_neighbours_without_a_halo_are_blended_over_what_they_share() -> None:
    # Tiles differ by a constant each: whatever is not blended shows as a step.
    class Numbered(NativeSession):
        async def run(self, inputs: Mapping[str, Any], /) -> dict[str, Any]:
            self.runs += 1
            shape = next(iter(inputs.values())).shape
            return {"scores": np.full((1, 2, *shape[2:]), self.runs, "float32")}

    prediction = Prediction(described(halo=0), Numbered(blurs()), Image(picture(40, 300)), tile=120)
    got = (await prediction.run())["scores"].data[0, 0]
    assert prediction.count == 3
    steps = np.abs(np.diff(got))
    assert steps.max() < 0.2
    assert set(np.round(got[[0, 150, 299]], 4)) == {1.0, 2.0, 3.0}


@asynchronous
async def test_tiles_come_with_the_middle_of_the_view_first() -> None:
    prediction = Prediction(
        described(), NativeSession(blurs()), Image(picture(400, 400)), tile=104, focus={"Y": 390, "X": 5}
    )
    regions = [done.region async for done in prediction]
    assert len(regions) == prediction.count == 25
    assert regions[0]["Y"][1] == 400
    assert regions[0]["X"][0] == 0
    middle = Prediction(described(), NativeSession(blurs()), Image(picture(400, 400)), tile=104)
    tiles = [done async for done in middle]
    first = tiles[0]
    assert first.region == {"Y": (148, 252), "X": (148, 252)}
    assert (first.number, first.count) == (1, 25)


@asynchronous
async def test_tiles_follow_the_view_while_it_moves() -> None:
    prediction = Prediction(described(), NativeSession(blurs()), Image(picture(400, 400)), tile=104)
    regions = []
    async for done in prediction:
        regions.append(done.region)
        if done.number == 1:
            prediction.look_at({"Y": 0, "X": 400})
    assert regions[0] == {"Y": (148, 252), "X": (148, 252)}
    assert (regions[1]["Y"][0], regions[1]["X"][1]) == (0, 400)
    assert len({(*region["Y"], *region["X"]) for region in regions}) == prediction.count
    assert prediction.complete


@asynchronous
async def test_a_run_that_is_stopped_keeps_what_is_done() -> None:
    array = picture(400, 400)
    session = NativeSession(blurs())
    prediction = Prediction(described(), session, Image(array), tile=104)
    async for done in prediction:
        if done.number == 4:
            break
    assert session.runs == 4
    assert not prediction.complete
    got = prediction.outputs()["scores"].data
    assert got.shape == (2, 400, 400)
    whole = untiled(array)
    there = np.abs(got).sum(0) > 0
    assert 0.1 < there.mean() < 0.3
    # Also at the rims, where the other half of a blend is missing.
    np.testing.assert_allclose(got[:, there], whole[:, there], rtol=1e-3, atol=1e-4)


@asynchronous
async def test_a_run_that_is_cancelled_goes_no_further() -> None:
    session = NativeSession(blurs())
    prediction = Prediction(described(), session, Image(picture(400, 400)), tile=104)

    async def go() -> None:
        async for done in prediction:
            if done.number == 2:
                await asyncio.Event().wait()

    task = asyncio.create_task(go())
    while prediction.number < 2:
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert session.runs == 2
    assert prediction.outputs()["scores"].data.any()


@pytest.mark.parametrize(
    ("shape", "axes", "channels", "extra", "tensor"),
    [
        ((20, 30), "YX", 1, {}, (1, 1, 20, 30)),
        ((3, 20, 30), "CYX", 1, {"C": 3}, (1, 1, 20, 30)),
        ((3, 20, 30), "CYX", 3, {}, (1, 3, 20, 30)),
        ((20, 30, 3), "YXS", 3, {}, (1, 3, 20, 30)),
        ((20, 30, 4), "YXS", 3, {}, (1, 3, 20, 30)),
        ((20, 30, 3), "YXS", 1, {}, (1, 1, 20, 30)),
        ((20, 30), "YX", 3, {}, (1, 3, 20, 30)),
        ((2, 5, 4, 20, 30), "TCZYX", 5, {"T": 2, "Z": 4}, (1, 5, 20, 30)),
        ((30, 20), "XY", 1, {}, (1, 1, 20, 30)),
    ],
)
def test_axes_that_a_model_does_not_take_are_gone_through(
    shape: tuple[int, ...], axes: str, channels: int, extra: dict[str, int], tensor: tuple[int, ...]
) -> None:
    planes = Planes(Image(picture(*shape), axes=axes), described(channels=channels).inputs[0])
    assert planes.extra == extra
    found = list(planes)
    assert len(found) == len(planes)
    assert {plane.tensor.data.shape for plane in found} == {tensor}


def test_a_plane_is_the_one_at_its_place() -> None:
    data = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    for plane in Planes(Image(data, axes="TZYX"), described().inputs[0]):
        np.testing.assert_array_equal(plane.tensor.data[0, 0], data[plane.index["T"], plane.index["Z"]])


def test_channels_that_do_not_fit_are_told_with_their_number() -> None:
    with pytest.raises(InputMismatch, match="'raw' takes 2 channels, but this image has 5"):
        Planes(Image(picture(5, 20, 30), axes="CYX"), described(channels=2).inputs[0])


@asynchronous
async def test_times_and_channels_come_back_along_their_axes() -> None:
    image = Image(picture(2, 3, 40, 50), axes="TCYX", scale=(9, 1, 0.5, 0.25), unit="µm")
    prediction = Prediction(described(), NativeSession(blurs()), image, tile=104)
    tensor = (await prediction.run())["scores"]
    assert tensor.dims == ("T", "C", "channel", "y", "x")
    assert tensor.data.shape == (2, 3, 2, 40, 50)
    np.testing.assert_allclose(tensor.data[1, 2], untiled(np.asarray(image)[1, 2]), rtol=1e-4, atol=1e-5)
    shown = as_image(prediction.model, prediction.model.outputs[0], tensor, image)
    assert (shown.axes, shown.shape, shown.scale, shown.unit) == ("CTYX", (6, 2, 40, 50), (1, 9, 0.5, 0.25), "µm")


@asynchronous
async def test_an_output_with_more_pixels_has_a_finer_scale() -> None:
    model = ModelDescription(
        "Doubled",
        "bioimage.io 0.5.4",
        described().inputs,
        (
            TensorDescription(
                "large",
                (
                    Axis("batch", "batch", 1),
                    Axis("channel", "channel", 1),
                    Axis("y", "space", Follows("raw", "y"), scale=0.5, halo=8),
                    Axis("x", "space", Follows("raw", "x"), scale=0.5, halo=8),
                ),
            ),
        ),
        Weights("w"),
    )
    assert relations(model, model.outputs[0])["x"] == Relation("x", Fraction(2), 0, 8)
    image = Image(picture(100, 90), scale=(2.0, 2.0), unit="µm")
    prediction = Prediction(model, NativeSession(doubled()), image, tile=48)
    tensor = (await prediction.run())["large"]
    np.testing.assert_allclose(tensor.data[0], np.asarray(image).repeat(2, 0).repeat(2, 1), rtol=1e-6)
    shown = as_image(model, model.outputs[0], tensor, image)
    assert (shown.axes, shown.scale) == ("YX", (1.0, 1.0))


@asynchronous
async def test_steps_that_look_at_the_whole_output_wait_for_it() -> None:
    after = (Step("scale_linear", {"gain": 2.0}), Step("zero_mean_unit_variance"), Step("sigmoid"))
    array = picture(200, 150)
    prediction = Prediction(described(after=after), NativeSession(blurs()), Image(array), tile=64)
    got = (await prediction.run())["scores"].data
    raw = untiled(array) * 2
    expected = 1 / (1 + np.exp(-(raw - raw.mean()) / (raw.std() + 1e-6)))
    np.testing.assert_allclose(got, expected, rtol=1e-3, atol=1e-4)


def classifier() -> tuple[ModelDescription, bytes]:
    """Scores of three classes: the means of the image times 1, 2 and 3."""
    made = network(
        [
            helper.make_node("Conv", ["raw", "weights"], ["features"]),
            helper.make_node("GlobalAveragePool", ["features"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["scores"]),
        ],
        [value("raw", [1, 1, 32, 32])],
        [value("scores", [1, 3])],
        {"weights": np.array([1, 2, 3], "float32").reshape(3, 1, 1, 1)},
    )
    described_input = described(length=32).inputs[0]
    scores = TensorDescription(
        "scores", (Axis("batch", "batch", 1), Axis("channel", "channel", 3, names=("none", "some", "many")))
    )
    return ModelDescription("Counts", "bioimage.io 0.5.4", (described_input,), (scores,), Weights("w")), made


@asynchronous
async def test_scores_of_a_classifier_are_the_mean_of_its_tiles_and_become_a_table() -> None:
    model, made = classifier()
    array = picture(32, 64)
    prediction = Prediction(model, NativeSession(made), Image(array))
    tensor = (await prediction.run())["scores"]
    assert prediction.count == 3
    assert kind_of(model.outputs[0], tensor) == "table"
    table = as_table(model.outputs[0], tensor)
    assert table["class"] == ["many", "some", "none"]
    assert table["score"][2] == pytest.approx(array.mean(), abs=0.02)


@asynchronous
async def test_whole_numbers_that_have_no_place_on_the_image_need_a_single_tile() -> None:
    model, _ = classifier()
    made = network(
        [
            helper.make_node("ReduceSum", ["raw", "axes"], ["sum"], keepdims=0),
            helper.make_node("Cast", ["sum"], ["scores"], to=TensorProto.INT64),
        ],
        [value("raw", [1, 1, 32, 32])],
        [value("scores", [1, 1], TensorProto.INT64)],
        {"axes": np.array([2, 3])},
    )
    await Prediction(model, NativeSession(made), Image(picture(32, 32))).run()
    with pytest.raises(DescriptionError, match="'scores' has no axes of the image"):
        await Prediction(model, NativeSession(made), Image(picture(32, 64))).run()


@asynchronous
async def test_several_inputs_go_in_by_name() -> None:
    made = network(
        [helper.make_node("Sub", ["raw", "dark"], ["scores"])],
        [value("raw", ["n", 1, "h", "w"]), value("dark", ["n", 1, "h", "w"])],
        [value("scores", ["n", 1, "h", "w"])],
        {},
    )
    first = described(classes=1)
    axes = (Axis("batch", "batch", 1), Axis("channel", "channel", 1))
    dark = TensorDescription("dark", (*axes, *(Axis(name, "space", Follows("raw", name)) for name in "yx")))
    model = replace(first, inputs=(*first.inputs, dark))
    one, two = picture(2, 90, 70), picture(90, 70) / 3
    images = {"raw": Image(one, axes="TYX"), "dark": Image(two)}
    got = (await Prediction(model, NativeSession(made), images, tile=40).run())["scores"]
    np.testing.assert_allclose(got.data[:, 0], one - two, atol=1e-6)
    with pytest.raises(InputMismatch, match="takes 'raw', 'dark', but it was given 'raw'"):
        Prediction(model, NativeSession(made), Image(one))


@asynchronous
async def test_a_stack_goes_through_a_network_of_stacks() -> None:
    made = network(
        [helper.make_node("Conv", ["raw", "weights"], ["scores"], pads=[1] * 6)],
        [value("raw", ["n", 1, "d", "h", "w"])],
        [value("scores", ["n", 1, "d", "h", "w"])],
        {"weights": np.full((1, 1, 3, 3, 3), 1 / 27, "float32")},
    )
    axes = (Axis("batch", "batch", 1), Axis("channel", "channel", 1))
    inside = tuple(Axis(name, "space", Steps(8, 4)) for name in "zyx")
    outside = tuple(Axis(name, "space", Follows("raw", name), halo=1) for name in "zyx")
    model = ModelDescription(
        "Mean",
        "bioimage.io 0.5.4",
        (TensorDescription("raw", (*axes, *inside)),),
        (TensorDescription("scores", (*axes, *outside)),),
        Weights("w"),
    )
    array = picture(17, 33, 29)
    prediction = Prediction(model, NativeSession(made), Image(array), tile=16)
    got = (await prediction.run())["scores"].data[0]
    assert prediction.count == 2 * 3 * 3
    from scipy import ndimage

    np.testing.assert_allclose(got, ndimage.uniform_filter(array, 3, mode="reflect"), rtol=1e-4)


def test_masks_objects_and_classes_are_made_of_outputs() -> None:
    output = described(classes=2).outputs[0]
    scores = np.zeros((2, 20, 40), "float32")
    scores[1, 2:8, 2:8] = 1
    scores[1, 10:18, 20:28] = 1
    scores[1, 10:18, 26:34] = 1
    scores[1, 0, 39] = 1
    scores[0] = 1 - scores[1]
    image = Image(scores, axes="CYX", scale=(1, 0.5, 0.5), unit="µm", name="scores")
    assert np.asarray(as_labels(output, image, "mask")).sum() == 36 + 8 * 14 + 1
    assert np.asarray(as_labels(output, image, "classes")).max() == 1
    labels = as_labels(output, image, "objects", smallest=5)
    assert np.asarray(labels).max() == 2
    table = measured(labels, Image(scores[1], axes="YX", scale=(0.5, 0.5), unit="µm"))
    assert table["area"] == [9.0, 28.0]
    assert table.units["area"] == "µm²"
    assert table["mean intensity"] == [1.0, 1.0]
    single = Image(scores[1], axes="YX")
    assert np.asarray(as_labels(output, single, "mask", threshold=0.5)).sum() == 36 + 8 * 14 + 1
    with pytest.raises(InputMismatch, match="has one channel"):
        as_labels(output, single, "classes")


def test_objects_that_touch_are_split_at_their_waist() -> None:
    rows, columns = np.mgrid[:60, :100]
    disks = [(rows - 30) ** 2 + (columns - x) ** 2 < 20**2 for x in (30, 62)]
    image = Image((disks[0] | disks[1]).astype("float32"), axes="YX")
    output = described(classes=1).outputs[0]
    assert np.asarray(as_labels(output, image, "objects")).max() == 1
    assert np.asarray(as_labels(output, image, "split objects")).max() == 2
    assert isinstance(as_labels(output, Image(np.zeros((9, 9), "float32")), "split objects"), Labels)


@asynchronous
async def test_a_network_without_a_description_shows_how_many_pixels_its_output_has() -> None:
    array = (picture(90, 200) * 255).astype("uint8")
    session = NativeSession(doubled())
    prediction = Prediction(describe_network("doubled.onnx", session), session, Image(array), tile=64)
    large = (await prediction.run())["large"].data[0]
    np.testing.assert_allclose(large, np.repeat(np.repeat(array, 2, 0), 2, 1) / np.float32(255), rtol=1e-6)
    assert prediction.number == prediction.count == session.runs
    output = prediction.model.outputs[0]
    assert as_image(prediction.model, output, prediction.outputs()["large"], prediction.image).shape == (180, 400)


@asynchronous
async def test_an_output_of_another_length_than_is_described_is_told_with_its_axis() -> None:
    same = described(classes=1)
    wrong = replace(same, outputs=(replace(same.outputs[0], id="large"),))
    with pytest.raises(InputMismatch, match="'large' with 96 places along y, where 48 were expected"):
        await Prediction(wrong, NativeSession(doubled()), Image(picture(40, 40))).run()


@pytest.mark.parametrize(("dtype", "largest"), [("uint8", 255), ("uint16", 65535)])
@asynchronous
async def test_a_network_of_whole_numbers_gets_them_in_the_range_of_its_type(dtype: str, largest: int) -> None:
    kind = helper.np_dtype_to_tensor_dtype(np.dtype(dtype))
    plain = network(
        [helper.make_node("Identity", ["raw"], ["same"])],
        [value("raw", [1, 1, "h", "w"], kind)],
        [value("same", [1, 1, "h", "w"], kind)],
        {},
    )
    session = NativeSession(plain)
    array = np.arange(largest + 1, dtype=dtype)[-256:].reshape(16, 16)
    for given in (array, (array / largest).astype("float64")):
        same = await Prediction(describe_network("same.onnx", session), session, Image(given)).run()
        np.testing.assert_array_equal(same["same"].data[0], array)
