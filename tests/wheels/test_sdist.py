"""A source is used only when it is the one that the recipe names."""

from __future__ import annotations

import hashlib
import io
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from build_steps.wheels import BuildError, Recipe, sdist
from build_steps.wheels.phase import Progress
from build_steps.wheels.sdist import fetched_sdist, stand_in_backend, unpack_sdist


def recipe_for(content: bytes) -> Recipe:
    return Recipe(Path("recipes/tiny-wheel"), "tiny-wheel", "1.0", "source", hashlib.sha256(content).hexdigest())


def archive_of(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def fetch(tmp_path: Path, recipe: Recipe) -> Path:
    (tmp_path / "work").mkdir()
    return fetched_sdist(
        recipe,
        root=tmp_path / "root",
        sources=tmp_path / "sources",
        work=tmp_path / "work",
        progress=Progress(lambda _: None, tmp_path / "log"),
    )


def pip_that_fetches(content: bytes, name: str = "tiny_wheel-1.0.tar.gz") -> object:
    def download(recipe: Recipe, *, root: Path, work: Path, progress: Progress) -> None:  # noqa: ARG001
        (work / "sdist").mkdir()
        (work / "sdist" / name).write_bytes(content)

    return download


def test_a_kept_source_is_used_again(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "tiny_wheel-1.0.tar.gz").write_bytes(b"source")
    assert fetch(tmp_path, recipe_for(b"source")).read_bytes() == b"source"


def test_a_kept_source_that_was_damaged_is_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "tiny_wheel-1.0.tar.gz").write_bytes(b"sour")
    monkeypatch.setattr(sdist, "_download", pip_that_fetches(b"source"))
    assert fetch(tmp_path, recipe_for(b"source")).read_bytes() == b"source"


def test_a_source_with_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdist, "_download", pip_that_fetches(b"something else"))
    with pytest.raises(BuildError, match=r"has the sha256 [0-9a-f]{64}, but .*meta\.yaml says"):
        fetch(tmp_path, recipe_for(b"source"))
    assert not (tmp_path / "sources").exists()


def test_a_source_with_another_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdist, "_download", pip_that_fetches(b"source", "tiny_wheel-1.1.tar.gz"))
    with pytest.raises(BuildError, match=r"fetched tiny_wheel-1\.1\.tar\.gz"):
        fetch(tmp_path, recipe_for(b"source"))


def test_the_top_folder_becomes_the_source(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.tar.gz", {"tiny_wheel-1.0/setup.py": b"setup", "tiny_wheel-1.0/src/a.c": b"a"})
    unpack_sdist(path, tmp_path / "source")
    assert (tmp_path / "source" / "src" / "a.c").read_bytes() == b"a"


def test_an_archive_that_reaches_outside_is_refused(tmp_path: Path) -> None:
    path = archive_of(tmp_path / "a.tar.gz", {"../outside.py": b"bad"})
    with pytest.raises(tarfile.OutsideDestinationError):
        unpack_sdist(path, tmp_path / "deep" / "source")
    assert not (tmp_path / "outside.py").exists()


def test_the_stand_in_backend_tells_name_and_version(tmp_path: Path) -> None:
    (tmp_path / "mesonpy.py").write_text(stand_in_backend(recipe_for(b"")))
    call = "import mesonpy, sys; print(mesonpy.prepare_metadata_for_build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", call, str(tmp_path)], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert done.stdout == "tiny_wheel-1.0.dist-info\n"
    metadata = (tmp_path / "tiny_wheel-1.0.dist-info" / "METADATA").read_text()
    assert "Name: tiny_wheel\nVersion: 1.0\n" in metadata
