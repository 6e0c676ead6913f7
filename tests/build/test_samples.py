"""Samples: pinned members of source distributions."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_steps.content import sha256_of
from build_steps.errors import HashMismatch, StepError
from build_steps.samples import samples

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from build_steps.config import Config

LISTING = """
[[package]]
name = "pictures"
version = "1.0"
licence = "CC0-1.0"
licence_member = "LICENSE"
licence_sha256 = "{licence}"
[[package.sample]]
member = "{member}"
sha256 = "{sha256}"
title = "A cell"
media_type = "image/png"
"""
FILES = {"LICENSE": b"free", "data/cell.png": b"picture"}


class FakePip:
    """Stands in for pip: gives a source distribution with FILES."""

    def __init__(self) -> None:
        self.downloads = 0

    def __call__(
        self, argv: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        del cwd, env
        self.downloads += 1
        folder = Path(argv[argv.index("--dest") + 1])
        with tarfile.open(folder / "pictures-1.0.tar.gz", "w:gz") as archive:
            for name, content in FILES.items():
                entry = tarfile.TarInfo(f"pictures-1.0/{name}")
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        return ""


def listing(folder: Path, *, member: str = "data/cell.png", sha256: str = "", extra: str = "") -> Path:
    path = folder / "samples.toml"
    text = LISTING.format(licence=sha256_of(b"free"), member=member, sha256=sha256 or sha256_of(b"picture"))
    path.write_text(text + extra)
    return path


def test_a_sample_comes_with_its_licence_and_origin(small: Config, tmp_path: Path) -> None:
    pip = FakePip()
    [sample] = samples(small, run=pip, listing=listing(tmp_path))
    assert (sample.name, sample.path.read_bytes()) == ("cell.png", b"picture")
    assert (sample.licence, sample.licence_text.read_bytes()) == ("CC0-1.0", b"free")
    assert sample.origin == "pictures==1.0: data/cell.png"
    samples(small, run=pip, listing=listing(tmp_path))
    assert pip.downloads == 1


def test_another_file_than_was_pinned_is_refused_and_named(small: Config, tmp_path: Path) -> None:
    with pytest.raises(HashMismatch, match=r"data/cell\.png in pictures-1\.0\.tar\.gz is refused"):
        samples(small, run=FakePip(), listing=listing(tmp_path, sha256="00" * 32))


def test_a_member_that_is_not_there_is_named(small: Config, tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"has no member data/dog\.png"):
        samples(small, run=FakePip(), listing=listing(tmp_path, member="data/dog.png"))


def test_an_unknown_key_is_refused(small: Config, tmp_path: Path) -> None:
    with pytest.raises(StepError, match=r"unknown key 'size' in 'data/cell\.png'"):
        samples(small, run=FakePip(), listing=listing(tmp_path, extra="size = 3\n"))
