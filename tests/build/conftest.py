"""A workplace of its own for each test: a small tree of sources and an empty cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_steps.config import Config

from .silent_report import SilentReport

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def report() -> SilentReport:
    """What the steps said."""
    return SilentReport()


@pytest.fixture
def small(tmp_path: Path, report: SilentReport) -> Config:
    """A configuration whose root holds nothing but the installed npm packages."""
    root = tmp_path / "root"
    (root / "wasm_packages").mkdir(parents=True)
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    (root / "pyproject.toml").write_text('[project]\nversion = "0.1.0"\n')
    return Config(root=root, out=tmp_path / "dist", cache=tmp_path / "cache", report=report)
