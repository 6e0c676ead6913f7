"""Jobs on a real cluster of two nodes, one of which is killed."""

from __future__ import annotations

import asyncio
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
