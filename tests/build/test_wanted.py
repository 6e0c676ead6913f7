"""packages.toml: what the site carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from build_steps.errors import StepError
from build_steps.wanted import read_wanted

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

REAL = ROOT / "wasm_packages" / "packages.toml"


def test_the_site_carries_what_it_promises() -> None:
    promised = "numpy scipy scikit-image scikit-learn pandas matplotlib pillow imagecodecs tifffile networkx micropip"
    assert set(promised.split()) <= set(read_wanted(REAL).packages)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("recipes = ", "recipe = ", "unknown key 'recipe'"),
        ('pyodide = "', 'python_ide = "', "unknown key 'python_ide'"),
        ("packages = [", 'packages = "numpy"\nrecipe = [', "unknown key 'recipe'"),
        ("folder = ", "directory = ", "a carrier has exactly the keys package, version, folder"),
    ],
)
def test_a_wrong_key_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = tmp_path / "packages.toml"
    path.write_text(REAL.read_text().replace(old, new, 1))
    with pytest.raises(StepError, match=message):
        read_wanted(path)


def test_a_key_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    path = tmp_path / "packages.toml"
    path.write_text(REAL.read_text().replace('python = "3.14"', "python = 3.14"))
    with pytest.raises(StepError, match="'python' has to be given, as a str"):
        read_wanted(path)
