"""Jobs on a real cluster of two nodes, one of which is killed."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from coverslip import RemoteError
from coverslip_engine.engine import Engine
from coverslip_engine.environments import EnvironmentSpec
from coverslip_engine.executors import Limits, ProcessSpec
from coverslip_engine.executors.ray import RayExecutor, actor_options
from coverslip_engine.jobs import Resources
from ray.cluster_utils import Cluster

import tests.engine as engine_tests
from tests.engine.local_engine import ended
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coverslip_engine.jobs import Job


NODE: dict[str, Any] = {"object_store_memory": 2**27}


def started() -> Cluster:
    """A cluster of two nodes, for one job each."""
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False, **NODE})
    try:
        cluster.add_node(num_cpus=1, **NODE)
        cluster.wait_for_nodes(timeout=120)
    except BaseException:
        cluster.shutdown()
        raise
    return cluster


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster that has started."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    cluster = started()
    yield cluster
    cluster.shutdown()


async def node_of(engine: Engine, job: Job) -> str:
    """The node on which a job runs."""
    async for event in engine.events(job.id):
        if event.kind == "log" and event.value["text"].startswith("Runs on the node "):
            return str(event.value["text"].removeprefix("Runs on the node ").rstrip("."))
    raise AssertionError(engine.job(job.id))


@asynchronous
async def on_cluster(cluster: Cluster, folder: Path, source: str) -> None:
    """Calls, errors, a job that loses its node, and one that is cancelled."""
    executor = await RayExecutor.connect(cluster.address)
    engine = await Engine.open(folder, executor=executor)
    try:
        assert executor.capacity().num_cpus == 2
        plugin = (await engine.install(source, owner="ann")).id
        assert await engine.call(plugin, "add", [0, 5], owner="ann") == 5
        with pytest.raises(RemoteError, match="ValueError: no"):
            await engine.call(plugin, "fail", ["no"], owner="ann")

        jobs = [engine.submit(plugin, "steps", [4, 2], owner="ann") for _ in range(2)]
        for each in jobs:
            await kept(engine, each, 2)
        # Both nodes are at work.
        places = {await node_of(engine, each): each for each in jobs}
        (node,) = cluster.worker_nodes
        lost = places.pop(node.node_id)
        (stopped,) = places.values()
        assert (await engine.cancel(stopped.id)).state == "cancelled"
        await asyncio.to_thread(cluster.remove_node, node, allow_graceful=False)
        done = await ended(engine, lost)
        assert (done.state, done.attempt) == ("done", 2)
        assert engine.result(lost.id) == {"first": 3, "weights": b"\x00\x01" * 2}
    finally:
        await engine.close()


@asynchronous
async def through_client(address: str, folder: Path, source: str) -> None:
    """The same from a machine that is no node, with a package that Ray has to install."""
    executor = await RayExecutor.connect(address)
    engine = await Engine.open(folder, executor=executor)
    try:
        assert executor.capacity().num_cpus == 1
        plugin = (await engine.install(source, owner="ann")).id
        assert await engine.call(plugin, "version", [], owner="ann") == "2.0.0"
        assert await engine.call(plugin, "add", ["a" * 2**20, "b"], owner="ann") == "a" * 2**20 + "b"
        assert (await ended(engine, engine.submit(plugin, "version", [], owner="ann"))).state == "done"
        waiting = engine.submit(plugin, "wait", [], owner="ann")
        await node_of(engine, waiting)
        assert (await engine.cancel(waiting.id)).state == "cancelled"
        # Its processor is free again.
        again = await ended(engine, engine.submit(plugin, "version", [], owner="ann"))
        assert (again.state, engine.result(again.id)) == ("done", "2.0.0")
    finally:
        await engine.close()


async def kept(engine: Engine, job: Job, step: int) -> None:
    """Return when the checkpoint of a step is kept."""
    reached = False
    async for event in engine.events(job.id):
        if event.kind == "checkpoint" and reached:
            return
        reached = reached or (event.kind == "metrics" and event.value["step"] == step)
    raise AssertionError(engine.job(job.id))


def test_a_job_whose_node_is_lost_goes_on_elsewhere_from_its_checkpoint(cluster: Cluster, tmp_path: Path) -> None:
    on_cluster(cluster, tmp_path, (Path(engine_tests.__file__).parent / "hostile_plugin.py").read_text())


PACKAGED = """# /// script
# dependencies = ["iniconfig==2.0.0"]
# [tool.coverslip]
# name = "Packaged"
# version = "1.0.0"
# description = "Needs a package."
# ///
import asyncio
from importlib.metadata import version as version_of

from coverslip import op


@op
def version() -> str:
    return version_of("iniconfig")


@op
def add(a: str, b: str) -> str:
    return a + b


@op
async def wait() -> None:
    await asyncio.sleep(3600)
"""


# Ray leaves its client server's log to the garbage collector.
@pytest.mark.filterwarnings("ignore:unclosed file .*ray_client_server:ResourceWarning")
def test_an_engine_beside_the_cluster_reaches_it_through_rays_client(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    head = {"num_cpus": 1, "include_dashboard": False, "ray_client_server_port": port, **NODE}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    try:
        through_client(f"ray://127.0.0.1:{port}", tmp_path, PACKAGED)
    finally:
        cluster.shutdown()


def test_resources_and_requirements_are_rays_to_provide() -> None:
    environment = EnvironmentSpec.of(["coverslip", "numpy==2.4.3"], ">=3.11")
    spec = ProcessSpec("job-1", "It", environment, Resources(2, 1, 10**9), Limits())
    assert actor_options(spec, "uv") == {
        "num_cpus": 2,
        "num_gpus": 1,
        "memory": 10**9,
        "max_restarts": 0,
        "runtime_env": {"uv": ["numpy==2.4.3"]},
    }
    bare = ProcessSpec("job-2", "It", EnvironmentSpec.of([]), Resources(1), Limits())
    assert (actor_options(bare, "pip")["runtime_env"], actor_options(bare, "pip")["memory"]) == (None, None)
