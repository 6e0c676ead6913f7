"""Files known by their content, and writes that are whole or not at all."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from build_steps.content import digest_of, folder_in_progress, gzip_bytes, kept, write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_compression_gives_the_same_bytes_without_time_or_system() -> None:
    packed = gzip_bytes(b"coverslip" * 1000)
    assert gzip.decompress(packed) == b"coverslip" * 1000
    assert packed[4:8] == b"\0\0\0\0"
    assert packed[9] == 255


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 1, "b": 3})


def test_a_step_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    def step() -> None:
        with folder_in_progress(tmp_path / "made") as working:
            (working / "half").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        step()
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_ends_leaves_its_folder_alone(tmp_path: Path) -> None:
    with folder_in_progress(tmp_path / "made") as working:
        (working / "whole").write_text("whole")
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == ["made", "made/whole"]


def test_the_output_of_a_step_is_made_once_for_each_of_its_inputs(tmp_path: Path) -> None:
    made: list[Path] = []

    def make(working: Path) -> None:
        made.append(working)
        (working / "output").write_text("whole")

    first, again, other = (kept(tmp_path, "step", key, make) for key in ("one", "one", "other"))
    assert first == again != other
    assert len(made) == 2
    assert (first / "output").read_text() == "whole"


def test_of_two_that_make_the_same_the_second_is_dropped(tmp_path: Path) -> None:
    with folder_in_progress(tmp_path / "made") as late:
        with folder_in_progress(tmp_path / "made") as early:
            (early / "file").write_text("same")
        (late / "file").write_text("same")
    assert [path.name for path in tmp_path.iterdir()] == ["made"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(type(path), "replace", fail)
    with pytest.raises(OSError, match="the disk is full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]
