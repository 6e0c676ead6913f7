"""Descriptions as publishers write them, in both versions of bioimage.io's format, run as bioimageio.core runs them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.bioimage.device_test import replay_test
from coverslip.bioimage.opening import open_file
from coverslip.bioimage.prediction import Prediction
from onnx import TensorProto, helper

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import OPSET, NativeSession, network, value

pytestmark = pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers and percentiles

Arrays = Mapping[str, Any]


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def packed(content: Mapping[str, Any], files: Mapping[str, bytes], name: str = "rdf.yaml", folder: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # JSON is YAML.
        for path, data in {name: json.dumps(content).encode(), **files}.items():
            archive.writestr(folder + path, data)
    return buffer.getvalue()


def noise(*shape: int, dtype: str = "float32") -> Any:
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
    kind = "nearest" if up > 1 else "linear"
    return network(
        [helper.make_node("Resize", ["raw", "", "scales"], ["out"], mode=kind)],
        [value("raw", ["n", 1, "h", "w"])],
        [value("out", ["n", 1, "h2", "w2"])],
        {"scales": np.array([1, 1, up, up], "float32")},
    )


def pair() -> bytes:
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
    return network(
        [
            helper.make_node("Greater", ["raw", "limit"], ["above"]),
            helper.make_node("Cast", ["above"], ["out"], to=TensorProto.UINT8),
        ],
        [value("raw", ["n", 1, "h", "w"])],
        [value("out", ["n", 1, "h", "w"], TensorProto.UINT8)],
        {"limit": np.array(100, "float32")},
    )


def old_input(axes: str, shape: Any, *steps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
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
    return {
        "name": "out",
        "axes": axes,
        "data_type": "float32",
        "shape": shape,
        "postprocessing": list(steps),
        **more,
    }


def step(name: str, **arguments: Any) -> dict[str, Any]:
    return {"name": name, **({"kwargs": arguments} if arguments else {})}


def like_raw(scale: list[float | None], offset: list[float]) -> dict[str, Any]:
    return {"reference_tensor": "raw", "scale": scale, "offset": offset}


#: By what is odd about them: the network, inputs, outputs, arrays of the test.
OLD: dict[str, tuple[bytes, list[dict[str, Any]], list[dict[str, Any]], Arrays]] = {
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


def axis(identity: str, size: Any = None, **more: Any) -> dict[str, Any]:
    kind = {"batch": "batch", "channel": "channel", "index": "index", "time": "time"}.get(identity, "space")
    length = {} if size is None or kind in ("batch", "channel") else {"size": size}
    return {"type": kind, **({"id": identity} if kind == "space" or more.pop("named", False) else {}), **length, **more}


def space(names: str, size: Any, **more: Any) -> list[dict[str, Any]]:
    return [axis(name, size, unit="micrometer", **more) for name in names]


def follow(names: str, tensor: str = "raw", *, offset: int = 0, **more: Any) -> list[dict[str, Any]]:
    return [
        axis(name, {"tensor_id": tensor, "axis_id": name, "offset": offset}, unit="micrometer", **more)
        for name in names
    ]


def channels(*names: str) -> dict[str, Any]:
    return axis("channel", channel_names=list(names))


def tensor(identity: str, axes: list[dict[str, Any]], *steps: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    named = [{"id": each["name"], **({"kwargs": each["kwargs"]} if "kwargs" in each else {})} for each in steps]
    kind = "postprocessing" if identity in ("out", "change") else "preprocessing"
    return {"id": identity, "axes": axes, "data": {"type": "float32"}, kind: named, **more}


BATCH = axis("batch")
ONE = axis("batch", named=False) | {"size": 1}
#: Likewise, of version 0.5.
NEW: dict[str, tuple[bytes, list[dict[str, Any]], list[dict[str, Any]], Arrays]] = {
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


def new(name: str, outputs: Arrays) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A description of version 0.5, and the files beside it."""
    made, taken, given, arrays = NEW[name]
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
    name = f"test_{identity}.npy"
    return {"source": name, "sha256": hashlib.sha256(tests[name]).hexdigest()}


def described(name: str) -> dict[str, Any]:
    """What runs of a description of version 0.4."""
    made, inputs, outputs, _ = OLD[name]
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


def core_outputs(
    content: Mapping[str, Any], files: Mapping[str, bytes], arrays: Arrays, folder: Path, *, padded: bool = False
) -> Arrays:
    """What bioimageio.core gives for these arrays, as a model's test is made or as an image is run."""
    from bioimageio.core import Sample, Tensor, create_prediction_pipeline, load_model_description

    for path, data in files.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(data)
    (folder / "rdf.yaml").write_text(json.dumps(content))
    model = load_model_description(folder / "rdf.yaml", perform_io_checks=True)
    members = {}
    for tensor in model.inputs:
        identity = str(getattr(tensor, "id", None) or tensor.name)
        if identity in arrays:
            members[identity] = Tensor.from_numpy(arrays[identity], dims=dims_of(tensor.axes))
    sample = Sample(members=members, stat={}, id="one")
    with create_prediction_pipeline(model) as pipeline:
        made = pipeline.predict_sample_without_blocking(
            sample, skip_input_padding=not padded, skip_output_cropping=not padded
        )
    return {str(identity): tensor.to_numpy() for identity, tensor in made.members.items()}


def dims_of(axes: Any) -> list[str]:
    names = {"b": "batch", "c": "channel", "i": "index", "t": "time"}
    return [names.get(letter, letter) for letter in axes] if isinstance(axes, str) else [str(axis.id) for axis in axes]


async def raw_outputs(made: bytes, arrays: Arrays) -> dict[str, Any]:
    """Outputs of the shapes that the network gives."""
    session = NativeSession(made)
    names = [each.name for each in session.inputs]
    return await session.run({name: np.asarray(arrays[name], "float32") for name in names})


@pytest.mark.parametrize("name", OLD)
@asynchronous
async def test_a_model_of_version_04_gives_what_bioimageio_core_gives(name: str, tmp_path: Path) -> None:
    made, _, outputs, arrays = OLD[name]
    content = described(name)
    tests = {f"test_{key}.npy": npy(array) for key, array in arrays.items()}
    raw = await raw_outputs(made, arrays)
    tests |= {f"test_{each['name']}.npy": npy(raw[each["name"]].astype(each["data_type"])) for each in outputs}
    files = {"weights.onnx": made, "README.md": b"# Wie\n## Validation\n", **tests}
    expected = core_outputs(content, files, arrays, tmp_path)
    files |= {f"test_{each['name']}.npy": npy(expected[each["name"]]) for each in outputs}
    opened = await open_file("shark.zip", packed(published(content), files, folder="models/bold-shark/"))
    assert opened.description is not None
    found = await replay_test(opened.description, opened.package, NativeSession(opened.weights))
    assert [each.output for each in found.outputs if each.largest > 1e-3] == []


@pytest.mark.parametrize("name", NEW)
@asynchronous
async def test_a_model_of_version_05_gives_what_bioimageio_core_gives(name: str, tmp_path: Path) -> None:
    made, _, outputs, arrays = NEW[name]
    raw = await raw_outputs(made, arrays)
    dtypes = {each["id"]: each["data"]["type"] for each in outputs}
    content, files = new(name, {key: array.astype(dtypes[key]) for key, array in raw.items()})
    expected = core_outputs(content, files, arrays, tmp_path)
    content, files = new(name, expected)
    opened = await open_file("odd.zip", packed(content, files, name="bioimageio.yaml"))
    assert opened.description is not None
    found = await replay_test(opened.description, opened.package, NativeSession(opened.weights))
    assert [each.output for each in found.outputs if each.largest > 1e-3] == []
    images = {each.id: image_of(arrays[each.id], each.dims) for each in opened.description.inputs}
    got = await Prediction(opened.description, NativeSession(opened.weights), images, tile=24).run()
    for identity, wanted in core_outputs(content, files, arrays, tmp_path, padded=True).items():
        assert got[identity].data.shape == wanted.shape[1:]
        np.testing.assert_allclose(got[identity].data, wanted[0], rtol=1e-3, atol=1e-4)


def image_of(array: Any, dims: Sequence[str]) -> Image:
    """The image of which a test's tensor is made: without the batch, and without an only channel."""
    kept = [
        number
        for number, (dim, length) in enumerate(zip(dims, array.shape, strict=True))
        if dim != "batch" and not (dim == "channel" and length == 1)
    ]
    axes = "".join({"channel": "S"}.get(dims[number], dims[number].upper()) for number in kept)
    return Image(array.reshape([array.shape[number] for number in kept]), axes=axes)
