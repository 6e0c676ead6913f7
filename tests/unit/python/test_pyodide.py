"""The same package in Pyodide, under Node: a real MessagePort, transferred buffers, interrupts, wasm codecs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tifffile
from coverslip.formats import read_image
from coverslip.rpc.dtypes import ITEMSIZES

from build_steps.environment import node_program

if TYPE_CHECKING:
    from build_steps.config import Config

HERE = Path(__file__).parent
WHEELS = ("numpy", "imagecodecs", "tifffile")
COMPRESSIONS = ("lzw", "deflate", "packbits", "lzma", "zstd", "jpeg", "jpeg2000", "jpegxl", "lerc", "png")


@pytest.fixture(scope="module")
def images(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Images whose codecs are other programs in the browser."""
    folder = tmp_path_factory.mktemp("images")
    y, x = np.mgrid[:64, :80]
    grey = ((np.sin(x / 9) + np.cos(y / 7)) * 60 + 128).astype(np.uint8)
    for compression in COMPRESSIONS:
        tifffile.imwrite(folder / f"{compression}.tif", grey, compression=compression)
    tifffile.imwrite(
        folder / "tiled.tif", grey.astype(np.uint16) * 200, tile=(32, 32), compression="lzw", predictor=True
    )
    rgb = np.stack([grey, 255 - grey, grey // 2], -1)
    tifffile.imwrite(
        folder / "ycbcr.tif", rgb, compression="jpeg", photometric="ycbcr", tile=(32, 32), subsampling=(2, 2)
    )
    made = {path.name: path for path in folder.iterdir()}
    return made | {name: samples / name for name in ("img2d.tif", "ihc.png", "retina.jpg", "cell.png")}


@pytest.fixture(scope="module")
def seen(
    config: Config, wheel_files: dict[str, Path], images: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What pyodide_page.mjs saw."""
    job = {
        "pyodide": str(config.pyodide),
        "wheels": [str(wheel_files[name]) for name in WHEELS],
        "packages": str(HERE.parents[2] / "wasm_packages"),
        "plugin": str(HERE / "pyodide_probe.py"),
        "images": {name: str(path) for name, path in images.items()},
        "dtypes": ITEMSIZES,
    }
    path = tmp_path_factory.mktemp("pyodide") / "job.json"
    path.write_text(json.dumps(job))
    done = subprocess.run(
        [node_program(config), HERE / "pyodide_page.mjs", path],
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_a_plugin_is_loaded(seen: dict[str, Any]) -> None:
    assert seen["ops"][:2] == ["invert", "echo"]


def test_an_array_goes_there_and_back_by_transfer(seen: dict[str, Any]) -> None:
    assert seen["inverted"]["all"]
    assert seen["inverted"]["detached"]
    assert seen["inverted"]["value"] == {
        "$": "ndarray", "b": 0, "dtype": "uint8", "shape": [1024, 1024], "order": "C",
        "kind": "image", "axes": "YX", "scale": [1, 0.5], "unit": "µm",
    }  # fmt: skip


def test_emptied_buffers_go_back_and_are_used_again(seen: dict[str, Any]) -> None:
    assert seen["pools"] == [[2**20]]
    assert seen["kept"] == [2**20, 0]
    assert seen["again"]


@pytest.mark.parametrize("dtype", sorted(ITEMSIZES))
def test_arrays_of_every_dtype_come_back(seen: dict[str, Any], dtype: str) -> None:
    assert seen["echoes"][dtype]


def test_arrays_in_fortran_order_and_empty_ones_come_back(seen: dict[str, Any]) -> None:
    assert seen["fortran"] == {"order": "F", "bytes": [1, 2, 3, 4, 5, 6]}
    assert seen["empty"]["shape"] == [0, 3]


def test_plain_values_come_back(seen: dict[str, Any]) -> None:
    assert seen["values"] == {"a": [1, 2.5, None, "größe 🔬", {"$": "int", "v": "9007199254740993"}]}


def test_files_go_both_ways(seen: dict[str, Any]) -> None:
    assert seen["file"] == {"value": {"$": "blob", "b": 0, "name": "A.TXT"}, "text": "HELLO", "type": "text/plain"}
    assert seen["pieces"] == ["he", "ll", "o"]


def test_an_error_shows_the_plugins_line(seen: dict[str, Any]) -> None:
    assert (seen["error"]["type"], seen["error"]["message"]) == ("ValueError", "on purpose")
    assert 'raise ValueError("on purpose")' in seen["error"]["traceback"]
    assert seen["error"]["traceback"].count("File ") == 1


def test_what_goes_wrong_is_told_in_sentences(seen: dict[str, Any]) -> None:
    assert "add 'scikit-image' to `dependencies`" in seen["missing"]["message"]
    assert seen["left"]["message"] == "The code called sys.exit(3)."
    assert seen["memory"]["type"] in ("MemoryError", "ValueError")


def test_another_plugin_calls_over_a_port_of_its_own_and_only_what_is_offered(seen: dict[str, Any]) -> None:
    assert seen["direct"] == 42
    assert seen["hidden"] == "NotExported"


def test_a_flood_of_lines_is_bounded_and_counted(seen: dict[str, Any]) -> None:
    assert seen["flood"]["lines"] + seen["flood"]["leftOut"] == 20_000
    assert seen["flood"]["lines"] < 2_000
    assert seen["flood"]["messages"] < 100


@pytest.mark.parametrize("op", ["loop", "loop_printing", "loop_reporting", "loop_in_numpy", "loop_in_task"])
def test_a_loop_that_never_ends_is_stopped(seen: dict[str, Any], op: str) -> None:
    assert seen["stopped"][op] == "Cancelled"


def test_python_goes_on_after_interrupts(seen: dict[str, Any]) -> None:
    assert seen["after"] == 8


def test_images_are_read_as_natively(seen: dict[str, Any], images: dict[str, Path]) -> None:
    for name, path in images.items():
        image = read_image(path.read_bytes(), name)
        shape, dtype, mean = seen["images"][name]
        assert (shape, dtype) == (list(image.shape), image.dtype.name), name
        assert mean == pytest.approx(float(np.asarray(image, float).mean()), rel=0.01), name
