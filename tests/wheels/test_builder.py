"""The cache is asked first, and what enters it is reproducible."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from build_steps.wheels import BuildError, built_wheel, wheel_key
from build_steps.wheels.repack import repack_wheel

SOUND = Path(__file__).parent / "fixtures" / "sound"


@pytest.fixture
def small_pyodide(tmp_path: Path) -> Path:
    folder = tmp_path / "pyodide"
    folder.mkdir()
    (folder / "package.json").write_text(json.dumps({"version": "314.0.3"}))
    info = {"abi_version": "2026_0", "platform": "emscripten_5_0_3"}
    (folder / "pyodide-lock.json").write_text(json.dumps({"info": info}))
    return folder


@pytest.fixture
def numpy_wheel(tmp_path: Path) -> Path:
    path = tmp_path / "numpy-2.4.3-cp314-cp314-pyemscripten_2026_0_wasm32.whl"
    path.write_bytes(b"a wheel")
    return path


def build(recipe: str, tmp_path: Path, pyodide: Path, numpy_wheel: Path, lines: list[str]) -> Path:
    return built_wheel(
        recipe,
        recipes=SOUND,
        cache=tmp_path / "cache",
        pyodide=pyodide,
        numpy_wheel=numpy_wheel,
        report=lines.append,
    )


def test_a_wheel_in_the_cache_is_returned_without_a_word(
    tmp_path: Path, small_pyodide: Path, numpy_wheel: Path
) -> None:
    digest = hashlib.sha256(numpy_wheel.read_bytes()).hexdigest()
    key = wheel_key(SOUND / "tiny-wheel", pyodide_version="314.0.3", numpy_sha256=digest)
    entry = tmp_path / "cache" / "wheels" / key
    entry.mkdir(parents=True)
    (entry / "tiny_wheel-1.0-cp314-cp314-pyemscripten_2026_0_wasm32.whl").write_bytes(b"built")
    lines: list[str] = []
    assert build("tiny-wheel", tmp_path, small_pyodide, numpy_wheel, lines).read_bytes() == b"built"
    assert lines == []


def test_an_unknown_recipe_is_answered_with_the_known_ones(
    tmp_path: Path, small_pyodide: Path, numpy_wheel: Path
) -> None:
    with pytest.raises(BuildError, match="no recipe 'huge-wheel'; it has: tiny-wheel"):
        build("huge-wheel", tmp_path, small_pyodide, numpy_wheel, [])


def test_a_missing_numpy_wheel_is_named(tmp_path: Path, small_pyodide: Path) -> None:
    with pytest.raises(BuildError, match=r"gone\.whl is missing: fetch the locked wheels first"):
        build("tiny-wheel", tmp_path, small_pyodide, tmp_path / "gone.whl", [])


def test_equal_contents_make_equal_bytes(tmp_path: Path) -> None:
    contents = {"a/x.py": b"x", "a/core.so": bytes(1000), "a-1.dist-info/RECORD": b"r", "B.py": b"y"}
    for name, order, year in (("one", list(contents), 1999), ("two", sorted(contents, reverse=True), 2020)):
        with zipfile.ZipFile(tmp_path / f"{name}.whl", "w") as archive:
            for member in order:
                archive.writestr(zipfile.ZipInfo(member, (year, 1, 1, 0, 0, 0)), contents[member])
        repack_wheel(tmp_path / f"{name}.whl", tmp_path / f"{name}-again.whl", epoch=1704067200)
    assert (tmp_path / "one-again.whl").read_bytes() == (tmp_path / "two-again.whl").read_bytes()
    with zipfile.ZipFile(tmp_path / "one-again.whl") as archive:
        assert archive.namelist() == ["B.py", "a/core.so", "a/x.py", "a-1.dist-info/RECORD"]
        assert {name: archive.read(name) for name in archive.namelist()} == contents
        assert archive.infolist()[0].date_time == (2024, 1, 1, 0, 0, 0)
