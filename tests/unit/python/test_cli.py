"""Plugins in a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tifffile
from coverslip.formats import read_image

ROOT = Path(__file__).parents[3]
PLUGINS = ROOT / "py_plugins"

PLUGIN = '''\
# /// script
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Many"
# ///
from pathlib import Path
from typing import Literal
import coverslip
from coverslip import File, Image, Labels, Table, op

@op
def first(
    image: Image, mode: Literal["a", 2] = "a", min_size: int = 3, flag: bool = False
) -> tuple[Labels, Labels, str]:
    """Do 5 % of it."""
    return image > 0, image > 1, f"{mode!r} {min_size} {flag}"

@op
def table(data: Table, file: File) -> Table:
    return Table({"sum": [sum(data["a"])], "name": [file.name]})

@op
def stack(images: list[Image], masks: list[Labels] | None = None) -> str:
    return f"{len(images)} images, {len(masks or [])} masks of {images[0].shape}"

@op
def fail():
    raise ValueError("on purpose")

if __name__ == "__main__":
    coverslip.main()
'''


def python(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    path = tmp_path / "many.py"
    path.write_text(PLUGIN)
    return path


@pytest.fixture
def image(tmp_path: Path) -> Path:
    path = tmp_path / "image.tif"
    tifffile.imwrite(path, np.arange(6, dtype="u1").reshape(2, 3))
    return path


def test_count_nuclei_prints_its_table_and_writes_labels_and_figure(samples: Path, tmp_path: Path) -> None:
    image = tmp_path / "image.tif"
    image.write_bytes((samples / "img2d.tif").read_bytes())
    done = python(PLUGINS / "count_nuclei.py", image, "--sigma", "2")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["label", "area", "(px²)", "eccentricity", "mean", "intensity", "y", "(px)", "x", "(px)"]
    labels = read_image((tmp_path / "image_labels.tif").read_bytes(), "labels")
    assert len(lines) == labels.max() + 3
    assert f"Wrote {tmp_path / 'image_labels.tif'}" in lines
    assert (tmp_path / "image_areas.png").read_bytes().startswith(b"\x89PNG")
    assert " 30% Splitting nuclei that touch" in done.stderr


def test_results_go_to_another_folder_and_tables_with_them(plugin: Path, image: Path, tmp_path: Path) -> None:
    done = python(plugin, image, "--mode", "2", "--min-size", "7", "--flag", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "2 7 True"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["image_labels.tif", "image_labels_2.tif"]


def test_another_op_is_chosen_by_its_name(plugin: Path, tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("a,b\n1,x\n2.5,\n")
    done = python(
        "-m", "coverslip", "run", plugin, "--op", "table", tmp_path / "data.csv", plugin, "--out", tmp_path / "out"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[:2] == ["sum     name", "3.5  many.py"]
    assert (tmp_path / "out" / "data_table.csv").read_text().splitlines() == ["sum,name", "3.5,many.py"]


def test_several_images_are_several_files(plugin: Path, image: Path) -> None:
    done = python(plugin, "--op", "stack", "--images", image, image, "--masks", image)
    assert "2 images, 1 masks of (2, 3)" in done.stdout


def test_a_plugin_is_described_as_json() -> None:
    done = python("-m", "coverslip", "describe", PLUGINS / "invert.py")
    described = json.loads(done.stdout)
    assert described["header"]["name"] == "Invert"
    assert [each["name"] for each in described["ops"]] == ["invert"]


def test_help_tells_of_every_parameter(plugin: Path) -> None:
    done = python(plugin, "--help")
    assert done.returncode == 0
    for part in ("Do 5 % of it.", "IMAGE", "--mode {a,2}", "--min-size", "--flag", "--op {first,table,stack,fail}"):
        assert part in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.tif"], "nothing.tif can't be read: No such file or directory."),
        (["{plugin}"], "many.py is no TIFF, OME-TIFF, OME-Zarr"),
        (["--op", "frist"], "There is no op 'frist' in this plugin. Did you mean 'first'?"),
        (["{image}", "--mode", "b"], "argument --mode: invalid choice: 'b'"),
        (["{image}", "--min-size", "x"], "invalid int value: 'x'"),
        ([], "the following arguments are required: IMAGE"),
        (["{image}", "--sgima", "3"], "unrecognized arguments: --sgima 3"),
    ],
)
def test_a_mistake_is_told_in_a_sentence_with_exit_code_2(
    plugin: Path, image: Path, arguments: list[str], message: str
) -> None:
    done = python(plugin, *(each.format(plugin=plugin, image=image) for each in arguments))
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_an_error_of_the_plugin_shows_its_own_lines_with_exit_code_1(plugin: Path) -> None:
    done = python(plugin, "--op", "fail")
    assert done.returncode == 1
    assert f'File "{plugin}", line 28, in fail\n    raise ValueError("on purpose")' in done.stderr
    assert "coverslip/" not in done.stderr
    assert done.stderr.count("ValueError: on purpose") == 1


@pytest.mark.parametrize("command", ["run", "describe"])
def test_a_file_that_is_no_plugin_is_refused(tmp_path: Path, command: str) -> None:
    (tmp_path / "empty.py").write_text("x = 1\n")
    for name, message in (("empty.py", "empty.py"), ("absent.py", "absent.py can't be read: No such file")):
        done = python("-m", "coverslip", command, tmp_path / name)
        assert done.returncode == 2
        assert message in done.stderr


def test_importing_the_package_loads_nothing_beyond_the_standard_library() -> None:
    code = (
        "import sys, coverslip, coverslip.runtime; loaded = {name.partition('.')[0] for name in sys.modules}; "
        "print(sorted(loaded & {'numpy', 'argparse', 'matplotlib', 'pandas', 'js', 'pyodide'}))"
    )
    done = python("-c", code)
    assert done.stdout.strip() == "[]", done.stderr
