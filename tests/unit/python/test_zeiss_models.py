"""Models of ZEISS: what they say, and the real one among the samples."""

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip import Image
from coverslip.bioimage.description import Citation, ModelDescription, Person, Step
from coverslip.bioimage.device_test import replay_test
from coverslip.bioimage.errors import DescriptionError, NotOffered
from coverslip.bioimage.onnx_graph import read_graph
from coverslip.bioimage.opening import open_file
from coverslip.bioimage.package import Package
from coverslip.bioimage.prediction import Prediction
from coverslip.bioimage.writer import write_package
from coverslip.bioimage.zeiss import is_zeiss, read_zeiss
from pylibCZIrw.czi import open_czi

from tests.unit.python.model_files import NativeSession, blurs

XML = """<?xml version="1.0" encoding="utf-8"?>
<Model Version="3.1.0">
  <ModelName>Two blurs</ModelName><Description> Blurs. </Description><ColorHandling>ConvertToMonochrome</ColorHandling>
  <Channels><Item PixelType="{pixels}" /></Channels>
  <TrainingClasses><Item Name="background" LabelValue="1" /><Item Name="cell" LabelValue="2" /></TrainingClasses>
  <BorderSize>{border}</BorderSize><TotalTileHeight>64</TotalTileHeight><TotalTileWidth>96</TotalTileWidth>
</Model>"""
JSON = {
    "FormatVersion": "2.1.0",
    "Id": "b511d295",
    "Type": "SingleClassSemanticSegmentation",
    "Classes": ["background", "cell"],
    "ModelName": "Two blurs",
    "InputShape": [64, 96, 1],
    "OutputShape": [64, 96, 2],
    "MinOverlap": [16, 32],
}


def file(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def from_xml(pixels: str = "Gray8 Gray16", border: str = "8") -> ModelDescription:
    members = {"1.xml": XML.format(pixels=pixels, border=border).encode(), "1.model": blurs()}
    return read_zeiss(Package.from_files(members, "cells.czseg"))


def from_json(**changes: Any) -> ModelDescription:
    members = {"model.json": json.dumps({**JSON, **changes}).encode(), "model.model": blurs()}
    return read_zeiss(Package.from_files(members, "cells.czann"))


def test_a_model_in_xml_says_its_tile_border_and_classes() -> None:
    model = from_xml()
    assert (model.name, model.description, model.format, model.edges) == ("Two blurs", "Blurs.", "ZEISS 3.1.0", "clamp")
    assert [(axis.id, axis.length) for axis in model.inputs[0].axes] == [
        ("batch", 1),
        ("y", 64),
        ("x", 96),
        ("channel", 1),
    ]
    assert [axis.halo for axis in model.outputs[0].axes] == [0, 8, 8, 0]
    assert model.outputs[0].axes[3].names == ("background", "cell")
    assert model.inputs[0].steps == (Step("scale_by_bit_depth"),)


def test_a_model_of_colours_in_reverse_order_gets_them_so() -> None:
    model = from_xml("Bgr24")
    assert model.inputs[0].axes[3].length == 3
    assert model.inputs[0].steps == (Step("scale_by_bit_depth"), Step("reverse", {"axis": "channel"}))


def test_a_model_in_json_overlaps_by_twice_its_border() -> None:
    model = from_json()
    assert (model.name, model.format) == ("Two blurs", "ZEISS 2.1.0")
    assert [(axis.length, axis.halo) for axis in model.outputs[0].axes[1:]] == [(64, 16), (96, 16), (2, 0)]
    assert from_json(Type="Regression", Classes=[], OutputShape=[64, 96, 1]).outputs[0].axes[3].length == 1
    classifier = from_json(Type="MultiClassClassification")
    assert [axis.id for axis in classifier.outputs[0].axes] == ["batch", "channel"]


@pytest.mark.parametrize(
    ("make", "kind", "said"),
    [
        (lambda: from_xml(border="wide"), DescriptionError, "BorderSize has to be a whole number, but it is 'wide'"),
        (lambda: from_json(Type="ObjectDetection"), NotOffered, "finds boxes around objects"),
        (lambda: from_json(InputShape=[8, 64, 96, 1]), NotOffered, "models of stacks are not run"),
        (
            lambda: read_zeiss(Package.from_files({"a.json": b"{}", "a.model": b"\x08"}, "a.czann")),
            DescriptionError,
            "no field 'InputShape'",
        ),
        (
            lambda: read_zeiss(Package.from_files({"a.xml": b"<a", "a.model": b"\x08"}, "a.czseg")),
            DescriptionError,
            "a.xml in a.czseg is no XML",
        ),
        (
            lambda: read_zeiss(Package.from_files({"a.xml": b"", "a.model": file({})}, "a.czseg")),
            NotOffered,
            "network of TensorFlow",
        ),
    ],
)
def test_what_is_wrong_is_named(make: Any, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        make()


class Once:
    """A network whose one answer is known: running it anew would take seconds."""

    device = "cpu"

    def __init__(self, session: NativeSession, given: Any, answer: Any) -> None:
        self.inputs, self.outputs = session.inputs, session.outputs
        self._given, self._answer = given, answer

    async def run(self, inputs: Mapping[str, Any], /) -> dict[str, Any]:
        np.testing.assert_allclose(inputs[self.inputs[0].name], self._given, rtol=1e-6)
        return {self.outputs[0].name: self._answer}


@pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers
def test_the_real_model_on_the_real_image_and_as_a_package_of_bioimage_io(samples: Path, tmp_path: Path) -> None:
    """One test, since the network needs seconds for a tile: ours, onnxruntime's own and bioimageio.core's answers."""
    import asyncio

    from bioimageio.core import create_prediction_pipeline, load_model_description
    from bioimageio.core.digest_spec import get_test_input_sample

    path = samples / "PGC_20X_nucleus_detector.czseg"
    opened = asyncio.run(open_file(path.name, path.read_bytes()))
    model = opened.description
    assert model is not None
    assert is_zeiss(opened.package)
    assert model.name == "PGC_CD7_20XNA0.95"
    assert [axis.halo for axis in model.outputs[0].axes] == [0, 64, 64, 0]
    with open_czi(str(samples / "PGC_20X.czi")) as image:
        crop = image.read(roi=(0, 0, 1024, 1024))[..., 0]
    session = NativeSession(opened.weights)
    got = asyncio.run(Prediction(model, session, Image(crop)).run())["classes"].data
    mask = got.argmax(-1)
    assert session.runs == 1
    bare = session._session.run(None, {session.inputs[0].name: (crop / 65535).astype("float32")[None, ..., None]})[0]
    expected = bare[0].argmax(-1)
    assert (mask & expected).sum() / (mask | expected).sum() >= 0.999
    assert int(expected.sum()) == 131_049
    from coverslip.bioimage.objects import objects

    assert int(objects(mask > 0, 50).max()) == 54

    written = write_package(
        ModelDescription(
            **{
                **model.__dict__,
                "authors": (Person("ZEISS"),),
                "licence": "BSD-3-Clause",
                "citations": (Citation("napari-czann-segment", url="https://github.com/sebi06/napari_czann_segment"),),
            }
        ),
        opened.weights,
        opset=read_graph(opened.weights).opset,
        tests={"image": crop[None, ..., None], "classes": bare},
    )
    target = tmp_path / "nuclei.zip"
    target.write_bytes(written)
    valid = load_model_description(target, perform_io_checks=True)
    by_core = create_prediction_pipeline(valid).predict_sample_without_blocking(
        get_test_input_sample(valid), skip_input_padding=True, skip_output_cropping=True
    )
    np.testing.assert_allclose(by_core.members["classes"].to_numpy(), bare, atol=1e-4)
    again = asyncio.run(open_file("nuclei.zip", written))
    assert again.description is not None
    once = Once(session, (crop / 65535).astype("float32")[None, ..., None], bare[0][None])
    tested = asyncio.run(replay_test(again.description, again.package, once))
    assert tested.passed
    assert tested.outputs[0].largest == 0
