"""Clusters of the tests: Ray's own, of nodes that are processes on this machine."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from coverslip_engine.engine import Engine
from coverslip_engine.executors.ray import RayExecutor
from ray.cluster_utils import Cluster

import tests.engine as engine_tests

# The browser, and what it opens.
from tests.browser.conftest import chromium, context, playwright, site, strangers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from coverslip_engine.options import EngineOptions

    from tests.engine.local_engine import OpenEngine

__all__ = ["chromium", "context", "playwright", "site", "strangers"]

NODE: dict[str, Any] = {"object_store_memory": 2**27}


@contextmanager
def started(*, workers: int = 0, **head: Any) -> Iterator[Cluster]:
    """A cluster of a head and so many more nodes, each for one job if nothing else is said."""
    # Each session leaves gigabytes of environments behind; its sockets' names have no room for pytest's long paths.
    with TemporaryDirectory(prefix="ray-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_TMPDIR", folder)
        patch.setenv("RAY_USAGE_STATS_ENABLED", "0")
        cluster = Cluster(
            initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False, **NODE, **head}
        )
        try:
            for _ in range(workers):
                cluster.add_node(num_cpus=1, **NODE)
            cluster.wait_for_nodes(timeout=120)
            yield cluster
        finally:
            cluster.shutdown()


@pytest.fixture(scope="module")
def shared_cluster() -> Iterator[Cluster]:
    """A cluster of one node for all tests of a module."""
    with started(num_cpus=2) as cluster:
        yield cluster


@pytest.fixture
def port() -> int:
    """A free port for Ray's client."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture(scope="session")
def hostile() -> str:
    """The source of the hostile plugin."""
    return (Path(engine_tests.__file__).parent / "hostile_plugin.py").read_text(encoding="utf-8")


@pytest.fixture
def open_engine(shared_cluster: Cluster) -> OpenEngine:
    """Opens engines with processes on the nodes of a cluster."""

    @asynccontextmanager
    async def opened(folder: Path, options: EngineOptions | None = None) -> AsyncIterator[Engine]:
        async with ray_engine(folder, str(shared_cluster.address), options) as engine:
            yield engine

    return opened


@asynccontextmanager
async def ray_engine(folder: Path, address: str, options: EngineOptions | None = None) -> AsyncIterator[Engine]:
    """An engine with processes on the nodes of a cluster."""
    engine = await Engine.open(folder, options, await RayExecutor.connect(address))
    try:
        yield engine
    finally:
        await engine.close()
