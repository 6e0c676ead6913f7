"""Packages of bioimage.io: read, written, validated, and run as bioimageio.core runs them."""

import asyncio
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import ruyaml
from coverslip import Image
from coverslip.bioimage.axis import Follows, Steps
from coverslip.bioimage.description import ModelDescription, Step, Tolerance
from coverslip.bioimage.device_test import DeviceTest, has_test, replay_test
from coverslip.bioimage.errors import DescriptionError
from coverslip.bioimage.opening import open_file, open_package
from coverslip.bioimage.package import Package
from coverslip.bioimage.prediction import Prediction
from coverslip.bioimage.rdf import read_rdf
from coverslip.bioimage.writer import write_package

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import OPSET, NativeSession, blurs, described

pytestmark = pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers and percentiles
STEPS = (Step("zero_mean_unit_variance", {"axes": ["y", "x"]}),)


def packed(model: ModelDescription, network: bytes, image: Any, **options: Any) -> bytes:
    """A package whose tests are what the network makes of an image."""
    session = NativeSession(network)
    feeds = {model.inputs[0].id: image.astype("float32")}
    mean, std = image.mean(dtype="float64"), image.std(dtype="float64")
    if model.inputs[0].steps == STEPS:
        feeds = {"raw": ((image - mean) / (std + 1e-6)).astype("float32")}
    expected = session._session.run(None, feeds)[0]
    tests = {model.inputs[0].id: image, model.outputs[0].id: expected}
    return write_package(model, network, opset=OPSET, tests=tests, **options)


def image(*shape: int, dtype: str = "float32") -> Any:
    drawn = np.random.default_rng(7).gamma(2.0, 300.0, shape)
    return drawn.astype(dtype)


@pytest.fixture(scope="module")
def package() -> bytes:
    return packed(described(steps=STEPS), blurs(), image(1, 1, 64, 48), documentation="# Two blurs\n")


def by_core(package: bytes, folder: Path) -> Any:
    from bioimageio.core import load_model_description

    path = folder / "model.zip"
    path.write_bytes(package)
    return load_model_description(path, perform_io_checks=True)


def test_what_is_written_is_valid_and_passes_the_test_of_bioimageio_core(package: bytes, tmp_path: Path) -> None:
    from bioimageio.core import test_description as core_test

    summary = core_test(by_core(package, tmp_path))
    assert summary.status == "passed", summary.format()


@asynchronous
async def test_the_test_of_a_model_is_replayed_on_this_device(package: bytes) -> None:
    opened = await open_file("two_blurs.zip", package)
    assert opened.description is not None
    assert has_test(opened.description)
    found = await replay_test(opened.description, opened.package, NativeSession(opened.weights))
    assert found.passed
    assert found.device == "cpu"
    assert found.outputs[0].largest < 1e-5
    strict = replace(opened.description, tolerances=(Tolerance(0, 1e-3),))
    assert (await replay_test(strict, opened.package, NativeSession(blurs(classes=2)))).passed


@asynchronous
async def test_an_output_that_differs_fails_with_its_differences(package: bytes) -> None:
    opened = await open_file("two_blurs.zip", package)
    session = NativeSession(opened.weights)
    plain = session.run

    class Shifted(NativeSession):
        async def run(self, inputs: Any, /) -> dict[str, Any]:
            outputs = await plain(inputs)
            outputs["scores"][..., 3, 3] += 0.5
            outputs["scores"][..., 4, 4] = np.nan
            return outputs

    assert opened.description is not None
    found: DeviceTest = await replay_test(opened.description, opened.package, Shifted(opened.weights))
    assert not found.passed
    assert found.outputs[0].largest == np.inf
    assert found.outputs[0].farther == pytest.approx(2e6 / (64 * 48))


@asynchronous
async def test_what_was_written_is_read_as_it_was_described(package: bytes) -> None:
    opened = await open_file("two_blurs.zip", package)
    model = opened.description
    assert model is not None
    wanted = described(steps=STEPS)
    assert (model.name, model.description, model.licence, model.tags) == ("Two blurs", "Blurs twice.", "MIT", ("blur",))
    assert model.authors == wanted.authors
    assert model.citations == wanted.citations
    assert model.documentation == "README.md"
    assert [axis.length for axis in model.inputs[0].axes] == [1, 1, Steps(16, 8), Steps(16, 8)]
    assert model.outputs[0].axes[2].length == Follows("raw", "y")
    assert model.outputs[0].axes[2].halo == 4
    assert [step.id for step in model.inputs[0].steps] == ["ensure_dtype", "zero_mean_unit_variance", "ensure_dtype"]
    assert model.format.startswith("bioimage.io 0.5")
    assert opened.weights == blurs()


def core_prediction(package: bytes, folder: Path, array: Any, tile: int) -> dict[str, Any]:
    from bioimageio.core import Sample, Tensor, create_prediction_pipeline

    described = by_core(package, folder)
    dims = [axis.id for axis in described.inputs[0].axes]
    sample = Sample(members={described.inputs[0].id: Tensor.from_numpy(array, dims=dims)}, stat={}, id="one")
    pipeline = create_prediction_pipeline(described, default_blocksize_parameter=(tile - 16) // 8)
    return {
        str(name): tensor.to_numpy() for name, tensor in pipeline.predict_sample_with_blocking(sample).members.items()
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (STEPS, ()),
        (
            (Step("scale_range", {"min_percentile": 1.0, "max_percentile": 99.8, "axes": ["y", "x"]}),),
            (Step("sigmoid"),),
        ),
        (
            (Step("scale_linear", {"gain": 0.01, "offset": -1.0}), Step("clip", {"min": -1.0, "max": 4.0})),
            (Step("softmax"),),
        ),
        ((Step("zero_mean_unit_variance"),), (Step("sigmoid"), Step("binarize", {"threshold": 0.5}))),
        (
            (Step("clip", {"max_percentile": 98.0, "axes": ["y", "x"]}), Step("scale_linear", {"gain": 0.002})),
            (Step("scale_linear", {"gain": [2.0, 3.0], "offset": [0.0, 1.0], "axis": "channel"}),),
        ),
    ],
)
@asynchronous
async def test_an_image_in_tiles_gives_what_bioimageio_core_gives(
    before: tuple[Step, ...], after: tuple[Step, ...], tmp_path: Path
) -> None:
    array = image(1, 1, 150, 131)
    bare = packed(described(), blurs(), image(1, 1, 32, 32))
    content, files = unpacked(bare)
    content["inputs"][0]["preprocessing"] = [{"id": s.id, "kwargs": dict(s.arguments)} for s in before]
    content["outputs"][0]["postprocessing"] = [
        {"id": s.id, **({"kwargs": dict(s.arguments)} if s.arguments else {})} for s in after
    ]
    if after and after[-1].id == "binarize":
        content["outputs"][0]["data"] = {"type": "bool", "values": [False, True]}
        files["test_scores.npy"] = npy(np.ones((1, 2, 32, 32), bool))
        content["outputs"][0]["test_tensor"]["sha256"] = hashlib.sha256(files["test_scores.npy"]).hexdigest()
    package = repacked(content, files)
    opened = await open_file("model.zip", package)
    assert opened.description is not None
    prediction = Prediction(opened.description, NativeSession(opened.weights), Image(array[0, 0]), tile=64)
    got = (await prediction.run())["scores"]
    assert prediction.count == 9
    expected = core_prediction(package, tmp_path, array, 64)["scores"][0]
    assert got.dims == ("channel", "y", "x")
    if expected.dtype == bool:
        np.testing.assert_array_equal(got.data, expected)
    else:
        np.testing.assert_allclose(got.data, expected, rtol=1e-4, atol=1e-5)


def unpacked(package: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return ruyaml.YAML(typ="safe").load(io.BytesIO(files.pop("rdf.yaml"))), files


def repacked(content: dict[str, Any], files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # JSON is YAML.
        for name, data in {"rdf.yaml": json.dumps(content).encode(), **files}.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def npy(array: Any) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def old(package: bytes, **changes: Any) -> bytes:
    """The same model as version 0.4 of the format describes it."""
    _, files = unpacked(package)
    content = {
        "format_version": "0.4.10",
        "type": "model",
        "name": "Two blurs",
        "description": "Blurs twice.",
        "authors": [{"name": "Ada Lovelace"}],
        "cite": [{"text": "Nobody", "url": "https://example.com/nothing"}],
        "license": "MIT",
        "documentation": "README.md",
        "timestamp": "2024-01-01T00:00:00",
        "covers": [],
        "inputs": [
            {
                "name": "raw",
                "axes": "bcyx",
                "data_type": "float32",
                "shape": {"min": [1, 1, 16, 16], "step": [0, 0, 8, 8]},
                "preprocessing": [
                    {"name": "zero_mean_unit_variance", "kwargs": {"mode": "per_sample", "axes": "yx"}},
                ],
            }
        ],
        "outputs": [
            {
                "name": "scores",
                "axes": "bcyx",
                "data_type": "float32",
                "shape": {"reference_tensor": "raw", "scale": [1, 0, 1, 1], "offset": [0, 1, 0, 0]},
                "halo": [0, 0, 4, 4],
            }
        ],
        "test_inputs": ["test_raw.npy"],
        "test_outputs": ["test_scores.npy"],
        "weights": {"onnx": {"source": "weights.onnx", "opset_version": OPSET}},
        **changes,
    }
    return repacked(content, files)


@asynchronous
async def test_a_description_of_version_04_is_run_as_one_of_version_05(package: bytes, tmp_path: Path) -> None:
    array = image(1, 1, 100, 90)
    outputs = []
    for each in (package, old(package)):
        opened = await open_file("model.zip", each)
        assert opened.description is not None
        session = NativeSession(opened.weights)
        assert (await replay_test(opened.description, opened.package, session)).passed
        outputs.append((await Prediction(opened.description, session, Image(array[0, 0]), tile=48).run())["scores"])
    np.testing.assert_array_equal(outputs[0].data, outputs[1].data)
    assert outputs[1].data.shape == (2, 100, 90)
    from bioimageio.core import predict

    by = predict(model=by_core(old(package), tmp_path), inputs={"raw": array[:, :, :64, :64]})
    assert opened.description is not None
    own = await Prediction(
        opened.description, NativeSession(opened.weights), Image(array[0, 0, :64, :64]), tile=80
    ).run()
    # Core knows no halo in 0.4: it differs where the edges are near.
    np.testing.assert_allclose(
        own["scores"].data[:, 4:-4, 4:-4], by.members["scores"].to_numpy()[0, :, 4:-4, 4:-4], rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (
            {"name": "zero_mean_unit_variance", "kwargs": {"mode": "fixed", "axes": "yx", "mean": [5.0], "std": [2.0]}},
            Step("fixed_zero_mean_unit_variance", {"mean": [5.0], "std": [2.0], "eps": 1e-6, "axis": "channel"}),
        ),
        (
            {"name": "zero_mean_unit_variance", "kwargs": {"mode": "per_dataset", "axes": "yx"}},
            Step("zero_mean_unit_variance", {"eps": 1e-6, "axes": ["batch", "y", "x"]}),
        ),
        (
            {"name": "scale_range", "kwargs": {"mode": "per_sample", "axes": "cyx", "min_percentile": 2}},
            Step(
                "scale_range", {"eps": 1e-6, "min_percentile": 2, "max_percentile": 100, "axes": ["channel", "y", "x"]}
            ),
        ),
        (
            {"name": "scale_linear", "kwargs": {"axes": "yx", "gain": [2.0], "offset": [1.0]}},
            Step("scale_linear", {"gain": [2.0], "offset": [1.0], "axis": "channel"}),
        ),
        (
            {"name": "scale_linear", "kwargs": {"gain": 2.0, "offset": 1.0}},
            Step("scale_linear", {"gain": 2.0, "offset": 1.0}),
        ),
        ({"name": "clip", "kwargs": {"min": 1.0, "max": 2.0}}, Step("clip", {"min": 1.0, "max": 2.0})),
        ({"name": "binarize", "kwargs": {"threshold": 1.5}}, Step("binarize", {"threshold": 1.5})),
        ({"name": "sigmoid"}, Step("sigmoid", {})),
    ],
    ids=lambda value: value["name"] + str(value.get("kwargs", {}).get("mode", "")) if isinstance(value, dict) else "",
)
@asynchronous
async def test_steps_of_version_04_are_read_in_the_words_of_05(
    package: bytes, given: dict[str, Any], read: Step
) -> None:
    entry = {"name": "raw", "axes": "bcyx", "data_type": "float32", "shape": [1, 1, 64, 48], "preprocessing": [given]}
    opened = await open_file("model.zip", old(package, inputs=[entry]))
    assert opened.description is not None
    assert opened.description.inputs[0].steps[1] == read
    assert opened.description.inputs[0].axes[2].length == 64


def spoiled(package: bytes, change: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Package:
    content, files = unpacked(package)
    change(content, files)
    return Package.from_zip(repacked(content, files), "bad.zip")


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        (
            lambda c, _: c["inputs"][0]["axes"][2].update(size={"min": 0, "step": 8}),
            "inputs.0.axes.2",
            "greater than 0",
        ),
        (lambda c, _: c.update(name="M"), "name", "at least 5 items"),
        (lambda _, f: f.update({"weights.onnx": b"other"}), "weights.onnx", "SHA256 mismatch"),
        (
            lambda _, f: f.pop("weights.onnx"),
            "weights.onnx.source",
            "holds no file 'weights.onnx', which weights.onnx.source names",
        ),
        (
            lambda c, _: c["outputs"][0]["postprocessing"].append({"id": "sharpen"}),
            "outputs.0.postprocessing",
            "sharpen",
        ),
        (lambda c, _: c.update(format_version="0.3.2"), "format_version", "0.3.2.*0.4 and 0.5 are read"),
        (lambda c, _: c.update(type="dataset"), "type", "describes a dataset, not a model"),
        (
            lambda c, _: c.update(weights={"torchscript": {"source": "weights.onnx", "pytorch_version": "2.1"}}),
            "weights",
            "none in ONNX",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_field_is_named(package: bytes, change: Any, field: str, said: str) -> None:
    def changed(content: dict[str, Any], files: dict[str, bytes]) -> None:
        content["outputs"][0].setdefault("postprocessing", [])
        change(content, files)

    with pytest.raises(DescriptionError, match=f"(?i){said}") as caught:
        read_rdf(spoiled(package, changed))
    assert caught.value.field.startswith(field)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"readme.txt": b""}, "holds no bioimageio.yaml or rdf.yaml"),
        ({"rdf.yaml": b"a: [1"}, "rdf.yaml is no YAML: .* in line"),
        ({"rdf.yaml": b"just text"}, "holds no fields"),
    ],
)
def test_a_package_that_describes_nothing_is_refused(files: dict[str, bytes], said: str) -> None:
    with pytest.raises(DescriptionError, match=said):
        asyncio.run(open_package(Package.from_files(files, "model")))


@asynchronous
async def test_a_folder_and_a_zip_with_a_folder_are_read_alike(package: bytes, tmp_path: Path) -> None:
    content, files = unpacked(package)
    for name, data in {"bioimageio.yaml": json.dumps(content).encode(), **files}.items():
        (tmp_path / name).write_bytes(data)
    assert (await open_package(Package.from_folder(tmp_path))).weights == blurs()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in tmp_path.iterdir():
            archive.write(path, f"two_blurs/{path.name}")
    assert (await open_file("folder.zip", buffer.getvalue())).weights == blurs()


@asynchronous
async def test_a_description_at_an_address_brings_the_files_beside_it(package: bytes) -> None:
    content, files = unpacked(package)
    there = {f"https://example.com/models/two/{name}": data for name, data in files.items()}
    there["https://example.com/models/two/rdf.yaml"] = json.dumps(content).encode()
    there["https://example.com/two.zip"] = package

    async def fetch(url: str) -> bytes:
        if url not in there:
            raise FileNotFoundError(f"{url} answered 404.")
        return there[url]

    urls = ("https://example.com/models/two/rdf.yaml", "https://example.com/two.zip")
    opened = [await open_package(await Package.from_url(url, fetch)) for url in urls]
    assert opened[0].description == opened[1].description
    del there["https://example.com/models/two/weights.onnx"]
    with pytest.raises(DescriptionError, match=r"weights.onnx of rdf.yaml can't be had from .*: .* answered 404"):
        await Package.from_url("https://example.com/models/two/rdf.yaml", fetch)


def test_what_bioimage_io_asks_for_has_to_be_there() -> None:
    model = replace(described(), licence="")
    with pytest.raises(DescriptionError, match="asks for licence, and Two blurs has none"):
        packed(model, blurs(), image(1, 1, 32, 32))


@asynchronous
async def test_large_tensors_in_a_file_of_their_own_come_along(tmp_path: Path) -> None:
    import onnx
    from coverslip import models

    onnx.save(
        onnx.load_from_string(blurs()),
        tmp_path / "weights.onnx",
        save_as_external_data=True,
        location="weights.onnx.data",
        size_threshold=0,
    )
    array = image(1, 1, 48, 48)
    expected = NativeSession(blurs())._session.run(None, {"raw": array})[0]
    written = write_package(
        described(),
        (tmp_path / "weights.onnx").read_bytes(),
        opset=OPSET,
        tests={"raw": array, "scores": expected},
        external=(tmp_path / "weights.onnx.data").read_bytes(),
    )
    opened = await open_file("large.zip", written)
    assert opened.description is not None
    session = await models.load(opened.weights, external_data=opened.external)
    assert (await replay_test(opened.description, opened.package, session)).passed
    assert by_core(written, tmp_path).weights.onnx.external_data is not None


@pytest.mark.parametrize(
    "clutter", [{}, {"__MACOSX/two/._rdf.yaml": b"\0", "two/.DS_Store": b"\0"}, {"readme.txt": b"", "other/a.txt": b""}]
)
@pytest.mark.parametrize("folder", ["two/", "models/two/", "models\\two\\"])
@asynchronous
async def test_a_model_lies_below_folders_and_beside_what_systems_leave(
    package: bytes, folder: str, clutter: dict[str, bytes]
) -> None:
    content, files = unpacked(package)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in {"rdf.yaml": json.dumps(content).encode(), **files}.items():
            archive.writestr(folder + name, data)
        for name, data in clutter.items():
            archive.writestr(name, data)
    opened = await open_file("two.zip", buffer.getvalue())
    assert opened.weights == blurs()
    assert opened.description is not None
    assert has_test(opened.description)


@asynchronous
async def test_files_at_addresses_may_be_missing_but_for_the_network(package: bytes) -> None:
    content, files = unpacked(package)
    for key in ("inputs", "outputs"):
        content[key][0]["test_tensor"] = {"source": f"https://example.com/{key}.npy"}
    content["documentation"] = "https://example.com/README.md"
    opened = await open_file("two.zip", repacked(content, files))
    assert opened.description is not None
    assert not has_test(opened.description)
    assert opened.description.documentation == ""
    content["weights"]["onnx"]["source"] = address = "https://example.com/weights.onnx"
    with pytest.raises(DescriptionError, match=rf"does not hold its network: weights.onnx.source names {address}"):
        await open_file("two.zip", repacked(content, files))

    async def fetch(url: str) -> bytes:
        there = {"https://other.org/rdf.yaml": json.dumps(content).encode(), address: blurs()}
        if url not in there:
            raise FileNotFoundError(f"{url} answered 404.")
        return there[url]

    assert (await open_package(await Package.from_url("https://other.org/rdf.yaml", fetch))).weights == blurs()
