"""What all tests share: the configuration, the built site, the wheels it carries."""

from __future__ import annotations

from pathlib import Path

import pytest

from build_steps.config import Config, default_cache
from build_steps.environment import node_packages
from build_steps.packs import wheels
from build_steps.site import site

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def config() -> Config:
    """The configuration of `build.py build`, with its npm packages installed."""
    config = Config(root=ROOT, out=ROOT / "dist", cache=default_cache())
    node_packages(config)
    return config


@pytest.fixture(scope="session")
def pyodide_dir(config: Config) -> Path:
    """The folder of npm package `pyodide`."""
    return config.pyodide


@pytest.fixture(scope="session")
def wheel_files(config: Config) -> dict[str, Path]:
    """Every wheel of the site by the normalised name of its package."""
    return {wheel.locked.name: wheel.path for wheel in wheels(config)}


@pytest.fixture(scope="session")
def dist(config: Config) -> Path:
    """The folder of the built site."""
    return site(config)
