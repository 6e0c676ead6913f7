"""What the tests of the engine share."""

from __future__ import annotations

from pathlib import Path

import pytest
from coverslip_engine.environments import EnvironmentCache


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> EnvironmentCache:
    """Environments for all tests: each is made once."""
    return EnvironmentCache(tmp_path_factory.mktemp("environments"))


@pytest.fixture(scope="session")
def hostile() -> str:
    """The source of the hostile plugin."""
    return (Path(__file__).parent / "hostile_plugin.py").read_text(encoding="utf-8")
