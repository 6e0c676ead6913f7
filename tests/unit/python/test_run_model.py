"""The plugin that runs models, as a person and as the terminal run it."""

import asyncio
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip import Figure, File, Image, Labels, Markdown, Table
from coverslip.bioimage.onnx_graph import read_graph, with_output
from coverslip.describe import describe
from coverslip.errors import ArgumentError
from coverslip.formats import read_image, write_tiff
from coverslip.running import run_op
from onnx import TensorProto, helper, load_model_from_string, save_model

from tests.unit.python.model_files import OPSET, NativeSession, blurs, network, package_of_two_blurs, value
from tests.unit.python.plugin_files import PLUGINS, plugin

pytestmark = pytest.mark.filterwarnings("ignore")  # of bioimageio.spec, about covers

run_model = plugin("run_model")


def run(op: Any, **arguments: Any) -> Any:
    return asyncio.run(run_op(op, (), arguments, lambda _: None))


def bright() -> Image:
    """Two bright squares on dark ground."""
    data = np.zeros((90, 120), "uint16")
    data[10:40, 10:40] = 60000
    data[50:80, 60:110] = 60000
    return Image(data, scale=(0.5, 0.5), unit="µm", name="squares")


def identity() -> bytes:
    return network(
        [helper.make_node("Identity", ["raw"], ["shown"])],
        [value("raw", ["n", 1, "h", "w"])],
        [value("shown", ["n", 1, "h", "w"])],
        {},
    )


def package() -> File:
    return File("two_blurs.zip", package_of_two_blurs())


def test_a_bare_network_gives_its_image_and_says_how_long_it_took() -> None:
    said, table, image, labels, _ = run(run_model.run, image=bright(), model=File("same.onnx", identity()))
    np.testing.assert_allclose(np.asarray(image), np.asarray(bright()) / 65535, atol=1e-6)
    assert (image.axes, image.scale, image.unit) == ("YX", (0.5, 0.5), "µm")
    assert labels is None
    assert table is None
    assert "same.onnx: 1 tile in" in said


def test_a_zip_may_hold_a_bare_network_and_the_file_of_its_weights(tmp_path: Path) -> None:
    save_model(
        load_model_from_string(blurs()),
        str(tmp_path / "blurs.onnx"),
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (tmp_path / "blurs.onnx", tmp_path / "weights.bin"):
            archive.write(file, f"network/{file.name}")
    _, _, shown, *_ = run(run_model.run, image=bright(), model=File("blurs.zip", packed.getvalue()))
    _, _, alone, *_ = run(run_model.run, image=bright(), model=File("blurs.onnx", blurs()))
    assert np.array_equal(np.asarray(shown), np.asarray(alone))


def test_a_zip_may_be_packed_twice_and_of_several_networks_one_has_to_be_chosen() -> None:
    def packed(**files: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            for name, content in files.items():
                archive.writestr(f"files/{name.replace('_', '.')}", content)
        return made.getvalue()

    twice = File("files.zip", packed(model_zip=package_of_two_blurs(), readme_md=b"# Nuclei"))
    said, *_ = run(run_model.run, image=bright(), model=twice)
    assert said.startswith("Two blurs:")
    both = File("both.zip", packed(a_onnx=blurs(), b_onnx=blurs()))
    with pytest.raises(ValueError, match=r"both\.zip holds several networks, a\.onnx, b\.onnx, .* Unpack it"):
        run(run_model.run, image=bright(), model=both)


def test_objects_are_labelled_and_measured_in_real_units() -> None:
    said, table, _, labels, _ = run(
        run_model.run, image=bright(), model=File("same.onnx", identity()), result="objects", tile=64
    )
    assert isinstance(labels, Labels)
    assert np.asarray(labels).max() == 2
    assert isinstance(table, Table)
    assert table["area"] == [225.0, 375.0]
    assert "2 objects" in said


def difference() -> bytes:
    return network(
        [
            helper.make_node("Sub", ["before", "after"], ["change"]),
            helper.make_node("Greater", ["before", "after"], ["larger"]),
        ],
        [value("before", [1, 1, "h", "w"]), value("after", [1, 1, "h", "w"])],
        [value("change", [1, 1, "h", "w"]), value("larger", [1, 1, "h", "w"], TensorProto.BOOL)],
        {},
    )


def test_a_second_image_and_another_output_are_chosen_in_the_form() -> None:
    model = File("change.onnx", difference())
    dark = Image(np.full((90, 120), 30000, "uint16"))
    said, _, change, *_ = run(run_model.run, image=bright(), model=model, second=dark)
    np.testing.assert_allclose(np.asarray(change), (np.asarray(bright()) - 30000.0) / 65535, atol=1e-5)
    assert "This is output 1 of several: 1 change, 2 larger." in said
    _, _, _, labels, _ = run(run_model.run, image=bright(), model=model, second=dark, output=2)
    assert np.array_equal(np.asarray(labels) > 0, np.asarray(bright()) > 0)
    with pytest.raises(ValueError, match=r"takes two images, 'before', 'after'\. Choose the other one as Second image"):
        run(run_model.run, image=bright(), model=model)
    with pytest.raises(ValueError, match=r"same\.onnx takes one image \('raw'\)"):
        run(run_model.run, image=bright(), model=File("same.onnx", identity()), second=dark)
    with pytest.raises(ArgumentError, match="gives 2 outputs, and none of the number 3"):
        run(run_model.run, image=bright(), model=model, second=dark, output=3)


def test_a_bare_classifier_gives_a_table_of_the_whole_image() -> None:
    said, table, image, labels, _ = run(run_model.run, image=bright(), model=File("sides.onnx", looks()))
    assert (image, labels) == (None, None)
    assert table["class"] == [1, 0]
    assert "1 tile in" in said
    with pytest.raises(ValueError, match=r"same\.onnx is no classifier"):
        run(run_model.explain, image=bright(), model=File("same.onnx", identity()))


def test_words_and_single_numbers_are_tables_and_scores_are_taken_where_a_word_comes_first() -> None:
    words = network(
        [
            helper.make_node("GlobalAveragePool", ["raw"], ["mean"]),
            helper.make_node("Flatten", ["mean"], ["bright"]),
            helper.make_node("Sub", ["one", "bright"], ["dark"]),
            helper.make_node("Concat", ["dark", "bright"], ["scores"], axis=1),
            helper.make_node("ArgMax", ["scores"], ["best"], axis=1),
            helper.make_node("Gather", ["words", "best"], ["word"]),
        ],
        [value("raw", [1, 1, 32, 32])],
        [value("word", [1, 1], TensorProto.STRING), value("scores", [1, 2]), value("bright", [1, 1])],
        {"one": np.ones((1, 1), "float32"), "words": np.array(["dark", "bright"], object)},
    )
    given = {"image": Image(np.full((32, 32), 16384, "uint16")), "model": File("words.onnx", words)}
    tables = [run(run_model.run, **given, output=number)[1] for number in (1, 2, 3, None)]
    assert tables[0].rows == [["dark"]]
    assert tables[1] == tables[3]
    assert tables[1]["class"] == [0, 1]
    assert tables[2]["value"] == pytest.approx([0.25], abs=1e-4)
    assert run(run_model.explain, **given)[1]["score"] == pytest.approx([0.75, 0.25], abs=1e-4)


def test_a_model_of_bioimage_io_gives_what_its_description_says() -> None:
    said, _, image, *_ = run(run_model.run, image=bright(), model=package())
    assert image.shape == (2, 90, 120)
    assert (np.asarray(image) >= 0).all()
    assert (np.asarray(image) <= 1).all()
    assert said.startswith("Two blurs:")


def test_the_card_names_the_makers_and_the_result_of_the_test_on_this_device() -> None:
    cover, card = run(run_model.about, model=package())
    assert isinstance(card, Markdown)
    assert isinstance(cover, Figure)
    assert cover.mime == "image/png"
    for part in (
        "# Two blurs",
        "**✓ passed** the model's own test on this device (cpu)",
        "- **Authors**: Ada Lovelace (Analytical Engine)",
        "- **Licence**: MIT",
        "<https://example.com/nothing>",
        "- **in: raw** (float32): channel (1: channel0), y (16 + n × 8), x (16 + n × 8)",
        "### How it was made",
    ):
        assert part in card
    assert "not been tested" in run(run_model.about, model=package(), test=False)[1]
    cover, card = run(run_model.about, model=File("same.onnx", identity()))
    assert "not been tested" in card
    assert "- **out: shown** (float32): axis 0 (any), axis 1 (1), axis 2 (any), axis 3 (any)" in card
    assert cover is None


def test_words_of_a_stranger_are_no_markup_on_the_card() -> None:
    file = File("[x](javascript:1)<b>.onnx", identity())
    assert r"# \[x\](javascript:1)\<b\>.onnx" in run(run_model.about, model=file)[1]


def looks() -> bytes:
    """A classifier of two classes: how bright the image is on the left, and how bright on the right."""
    weights = np.zeros((2, 1, 1, 1), "float32")
    weights[:, 0, 0, 0] = 1
    sides = np.zeros((1, 2, 32, 32), "float32")
    sides[0, 0, :, :16] = sides[0, 1, :, 16:] = 1
    return network(
        [
            helper.make_node("Mul", ["raw", "left_and_right"], ["halves"]),
            helper.make_node("Conv", ["halves", "same"], ["features"], group=2),
            helper.make_node("GlobalAveragePool", ["features"], ["pooled"]),
            helper.make_node("Flatten", ["pooled"], ["scores"]),
        ],
        [value("raw", [1, 1, 32, 32])],
        [value("scores", [1, 2])],
        {"left_and_right": sides, "same": weights},
    )


def without_convolution() -> bytes:
    sides = np.zeros((1, 2, 32, 32), "float32")
    sides[0, 0, :, :16] = sides[0, 1, :, 16:] = 1
    return network(
        [
            helper.make_node("Mul", ["raw", "left_and_right"], ["halves"]),
            helper.make_node("ReduceMean", ["halves"], ["scores"], axes=[2, 3], keepdims=0),
        ],
        [value("raw", [1, 1, 32, 32])],
        [value("scores", [1, 2])],
        {"left_and_right": sides},
    )


@pytest.mark.parametrize("make", [looks, without_convolution])
@pytest.mark.parametrize("number", [0, 1])
def test_a_map_shows_the_places_that_speak_for_a_class(make: Any, number: int) -> None:
    data = np.zeros((64, 64), "float32")
    data[20:40, 8:20] = data[20:40, 44:56] = 1
    shown, scores = run(
        run_model.explain, image=Image(data, scale=(2, 2)), model=File("sides.onnx", make()), number=number
    )
    heat = np.asarray(shown)
    assert shown.shape == (64, 64)
    assert shown.scale == (2, 2)
    sides = heat[25:35, 10:18].mean(), heat[25:35, 46:54].mean()
    assert sides[number] > 0.5
    assert sides[1 - number] < 0.2
    assert scores["class"] == [0, 1]


def test_a_class_that_is_not_there_is_refused() -> None:
    image = Image(np.eye(32, dtype="float32"))
    with pytest.raises(ArgumentError, match=r"sides\.onnx has 2 classes, from 0 to 1, and none of the number 5"):
        run(run_model.explain, image=image, model=File("sides.onnx", looks()), number=5)


def test_the_graph_of_a_network_is_read_and_gets_one_more_output() -> None:
    graph = read_graph(blurs())
    assert [node.operator for node in graph.nodes] == ["Conv", "Relu", "Conv"]
    assert (graph.outputs, graph.opset) == (("scores",), OPSET)
    longer = with_output(blurs(), "middle")
    assert read_graph(longer).outputs == ("scores", "middle")
    outputs = NativeSession(longer)._session.run(["middle"], {"raw": np.ones((1, 1, 8, 8), "float32")})
    assert outputs[0].shape == (1, 4, 8, 8)


@pytest.mark.parametrize("data", [b"", b"no network", blurs()[:-200], b"\xff" * 40])
def test_what_is_no_network_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no network in ONNX"):
        read_graph(data)


def test_what_is_no_model_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match=r"cells.tif is no model"):
        run(run_model.run, image=bright(), model=File("cells.tif", b"II*"))


def test_the_forms_of_its_ops_have_titles_and_choices() -> None:
    described = describe(run_model.run)
    assert [param["name"] for param in described["params"]] == [
        "image",
        "model",
        "result",
        "threshold",
        "smallest",
        "tile",
        "second",
        "output",
    ]
    model = described["params"][1]
    assert (model["type"]["kind"], model["required"], model["optional"]) == ("file", True, False)


def test_it_runs_in_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "image.tif").write_bytes(write_tiff(bright()))
    (tmp_path / "model.zip").write_bytes(package().data)
    done = subprocess.run(
        [
            sys.executable,
            str(PLUGINS / "run_model.py"),
            str(tmp_path / "image.tif"),
            str(tmp_path / "model.zip"),
            "--result",
            "objects",
        ],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(PLUGINS.parent / "wasm_packages"), "PATH": "", "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert "Two blurs:" in done.stdout
    assert "Tile 1 of" in done.stderr
    labels = read_image(next(tmp_path.glob("*labels*.tif")).read_bytes(), "labels.tif")
    assert labels.shape == (90, 120)
    assert io.BytesIO(write_tiff(labels)).getbuffer().nbytes > 0
