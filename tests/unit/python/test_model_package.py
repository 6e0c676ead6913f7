"""Packages of bioimage.io: read, written, validated, and their own tests replayed."""

import asyncio
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip.bioimage.axis import Follows, Steps
from coverslip.bioimage.description import Tolerance
from coverslip.bioimage.device_test import DeviceTest, has_test, replay_test
from coverslip.bioimage.errors import DescriptionError
from coverslip.bioimage.opening import open_file, open_package
from coverslip.bioimage.package import Package
from coverslip.bioimage.rdf import read_rdf
from coverslip.bioimage.writer import write_package

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.model_files import OPSET, NativeSession, blurs, described
from tests.unit.python.model_packages import STEPS, by_core, image, packed, repacked, two_blurs, unpacked

pytestmark = pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers and percentiles


@pytest.fixture(scope="module")
def package() -> bytes:
    return two_blurs()


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
