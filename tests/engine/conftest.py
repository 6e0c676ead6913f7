"""What the tests of the engine share."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from coverslip_engine.environments import EnvironmentCache

from tests.engine.local_engine import local_engine

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from coverslip_engine.engine import Engine
    from coverslip_engine.options import EngineOptions

    from tests.engine.local_engine import OpenEngine


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory) -> EnvironmentCache:
    """Environments for all tests: each is made once."""
    return EnvironmentCache(tmp_path_factory.mktemp("environments"))


@pytest.fixture(scope="session")
def hostile() -> str:
    """The source of the hostile plugin."""
    return (Path(__file__).parent / "hostile_plugin.py").read_text(encoding="utf-8")


@pytest.fixture
def open_engine(environments: EnvironmentCache) -> OpenEngine:
    """Opens engines with processes on this machine; for the tests of the cluster, which has the same, on its nodes."""

    def opened(folder: Path, options: EngineOptions | None = None) -> AbstractAsyncContextManager[Engine]:
        return local_engine(folder, environments, options)

    return opened
