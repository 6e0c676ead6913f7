"""packages.lock.json: read strictly, written the same way each time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from build_steps.errors import StepError
from build_steps.lock import Cdn, Lock, LockedPackage, Member, Pypi, Recipe, read_lock, write_lock

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REAL = ROOT / "wasm_packages" / "packages.lock.json"


def package(name: str, **changes: Any) -> LockedPackage:
    values: dict[str, Any] = {
        "name": name,
        "version": "1.0",
        "file_name": f"{name}-1.0-py3-none-any.whl",
        "sha256": "ab" * 32,
        "size": 10,
        "depends": ("numpy",),
        "imports": (name,),
        "origin": "pyodide",
        "licence": "MIT",
        "sources": (Cdn(), Member("carrier", "2", "folder/file.whl"), Pypi()),
    }
    return LockedPackage(**(values | changes))


@pytest.fixture
def lock() -> Lock:
    built = package("built", sha256=None, size=None, origin="built", sources=(Recipe("built", "cd" * 32),))
    return Lock("314.0.3", "3.14", (package("alpha"), replace(built, fallback=package("built"))))


def test_what_is_written_is_read_back(lock: Lock, tmp_path: Path) -> None:
    write_lock(lock, tmp_path / "lock.json")
    assert read_lock(tmp_path / "lock.json") == lock


def test_the_lock_of_the_site_is_in_the_form_that_is_written(tmp_path: Path) -> None:
    write_lock(read_lock(REAL), tmp_path / "lock.json")
    assert (tmp_path / "lock.json").read_bytes() == REAL.read_bytes()


def test_everything_that_a_package_needs_is_in_the_lock_of_the_site() -> None:
    lock = read_lock(REAL)
    names = {package.name for package in lock.packages}
    entries = [*lock.packages, *(package.fallback for package in lock.packages if package.fallback)]
    assert [(entry.name, need) for entry in entries for need in entry.depends if need not in names] == []


@pytest.mark.parametrize(
    ("where", "change", "message"),
    [
        ("top", {"pyodid": "1"}, r"unknown key 'pyodid' in the top level"),
        ("alpha", {"shasum": "1"}, r"unknown key 'shasum' in package 'alpha'"),
        ("source", {"mirror": "1"}, r"unknown key 'mirror' in source 'cdn' of package 'alpha'"),
        ("source", {"kind": "ftp"}, r"source of unknown kind 'ftp'"),
    ],
)
def test_an_unknown_key_is_refused_with_file_key_and_remedy(
    lock: Lock, tmp_path: Path, where: str, change: dict[str, str], message: str
) -> None:
    path = tmp_path / "lock.json"
    write_lock(lock, path)
    content = json.loads(path.read_text())
    alpha = content["packages"]["alpha"]
    {"top": content, "alpha": alpha, "source": alpha["sources"][0]}[where].update(change)
    path.write_text(json.dumps(content))
    with pytest.raises(StepError, match=message) as caught:
        read_lock(path)
    assert str(path) in str(caught.value)
    assert "wheels --lock" in str(caught.value)


def test_a_missing_key_is_named(lock: Lock, tmp_path: Path) -> None:
    path = tmp_path / "lock.json"
    write_lock(lock, path)
    content = json.loads(path.read_text())
    del content["packages"]["alpha"]["sha256"]
    path.write_text(json.dumps(content))
    with pytest.raises(StepError, match="key 'sha256' is missing in package 'alpha'"):
        read_lock(path)


def test_a_file_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "lock.json").write_text("{")
    with pytest.raises(StepError, match=r"lock\.json can't be read"):
        read_lock(tmp_path / "lock.json")
