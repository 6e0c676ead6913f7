"""Jobs on a real cluster, of which a node is lost, or all of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from coverslip_engine.errors import EnvironmentFailed
from coverslip_engine.executors.ray_bridge import actor_options
from coverslip_engine.jobs import Resources

from tests.cluster.conftest import ray_engine, started
from tests.engine.local_engine import ended
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from pathlib import Path

    from coverslip_engine.engine import Engine
    from coverslip_engine.jobs import Job
    from ray.cluster_utils import Cluster


async def node_of(engine: Engine, job: Job) -> str:
    """The node on which a job runs."""
    async for event in engine.events(job.id):
        if event.kind == "log" and event.value["text"].startswith("Runs on the node "):
            return str(event.value["text"].removeprefix("Runs on the node ").rstrip("."))
    raise AssertionError(engine.job(job.id))


async def kept(engine: Engine, job: Job, step: int) -> None:
    """Return when the checkpoint of a step is kept."""
    reached = False
    async for event in engine.events(job.id):
        if event.kind == "checkpoint" and reached:
            return
        reached = reached or (event.kind == "metrics" and event.value["step"] == step)
    raise AssertionError(engine.job(job.id))


async def told(engine: Engine, job: Job, text: str) -> None:
    """Return when the job's log has said this."""
    async for event in engine.events(job.id):
        if event.kind == "log" and text in event.value["text"]:
            return
    raise AssertionError(engine.job(job.id))


async def was_resumed(engine: Engine, job: Job) -> None:
    """Check that a job of four steps, lost behind its third, went on with its fourth, and was done once."""
    done = await ended(engine, job)
    assert (done.state, done.attempt) == ("done", 2)
    assert engine.result(job.id) == {"first": 3, "weights": b"\x00\x01" * 2}
    events = [event async for event in engine.events(job.id)]
    assert [event.value["step"] for event in events if event.kind == "metrics"] == [0, 1, 2, 3]
    states = [event.value["state"] for event in events if event.kind == "state"]
    assert states == ["submitted", "queued", "running", "retried", "queued", "running", "done"]


def test_a_job_whose_node_is_lost_goes_on_elsewhere_from_its_checkpoint(tmp_path: Path, hostile: str) -> None:
    with started(workers=1) as cluster:
        lose_a_node(cluster, tmp_path, hostile)


@asynchronous
async def lose_a_node(cluster: Cluster, folder: Path, source: str) -> None:
    async with ray_engine(folder, str(cluster.address)) as engine:
        plugin = (await engine.install(source, owner="ann")).id
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
        await was_resumed(engine, lost)


CARDS = """# /// script
# ///
import asyncio, os
from coverslip import op, progress

@op
async def cards(wait: bool) -> str:
    progress(None, "begun")
    if wait:
        await asyncio.sleep(3600)
    return os.environ.get("CUDA_VISIBLE_DEVICES", "all")
"""


def test_cancelling_gives_a_card_to_the_next_job(tmp_path: Path) -> None:
    with started(num_cpus=2, num_gpus=1) as cluster:
        share_a_card(str(cluster.address), tmp_path)


@asynchronous
async def share_a_card(address: str, folder: Path) -> None:
    async with ray_engine(folder, address) as engine:
        assert engine.capacity() == Resources(2, 1, engine.capacity().memory)
        plugin = (await engine.install(CARDS, owner="ann")).id
        card = Resources(num_gpus=1)
        first = engine.submit(plugin, "cards", [True], owner="ann", resources=card)
        second = engine.submit(plugin, "cards", [False], owner="ann", resources=card)
        await node_of(engine, first)
        assert engine.job(second.id).state == "queued"
        assert (await engine.cancel(first.id)).state == "cancelled"
        done = await ended(engine, second)
        assert (done.state, engine.result(second.id)) == ("done", "0")
        without = await ended(engine, engine.submit(plugin, "cards", [False], owner="ann"))
        assert (without.state, engine.result(without.id)) == ("done", "")


PACKAGED = """# /// script
# dependencies = ["iniconfig==2.0.0"]
# [tool.coverslip]
# name = "Packaged"
# version = "1.0.0"
# description = "Needs a package."
# ///
from importlib.metadata import version as version_of

from coverslip import op


@op
def version() -> str:
    return version_of("iniconfig")


@op
def add(a: str, b: str) -> str:
    return a + b
"""


# Ray leaves its client server's log to the garbage collector.
unclosed = pytest.mark.filterwarnings("ignore:unclosed file .*ray_client_server:ResourceWarning")


@unclosed
def test_an_engine_beside_the_cluster_reaches_it_through_rays_client(tmp_path: Path, port: int) -> None:
    with started(ray_client_server_port=port):
        through_client(f"ray://127.0.0.1:{port}", tmp_path)


@unclosed
@pytest.mark.parametrize("address", ["ray://127.0.0.1:{port}", "auto"])
def test_an_engine_whose_cluster_is_lost_goes_on_with_the_next_one(
    address: str, tmp_path: Path, port: int, hostile: str
) -> None:
    with started(ray_client_server_port=port) as cluster:
        lose_the_cluster(cluster, address.format(port=port), tmp_path, hostile, port)


@asynchronous
async def through_client(address: str, folder: Path) -> None:
    """A plugin whose package Ray has to install, and one whose package there is not."""
    said: list[str] = []
    async with ray_engine(folder, address) as engine:
        with pytest.raises(EnvironmentFailed, match=r"no version of iniconfig==0\.0\.0\.1"):
            await engine.install(PACKAGED.replace("2.0.0", "0.0.0.1"), owner="ann")
        with pytest.raises(EnvironmentFailed, match=r"asks for Python >=4, which the nodes"):
            await engine.install(PACKAGED.replace("# dep", '# requires-python = ">=4"\n# dep'), owner="ann")
        plugin = (await engine.install(PACKAGED, owner="ann", on_log=said.append)).id
        assert any("iniconfig==2.0.0" in line for line in said)
        assert await engine.call(plugin, "version", [], owner="ann") == "2.0.0"
        assert await engine.call(plugin, "add", ["a" * 2**20, "b"], owner="ann") == "a" * 2**20 + "b"
        done = await ended(engine, engine.submit(plugin, "version", [], owner="ann"))
        assert (done.state, engine.result(done.id)) == ("done", "2.0.0")


@asynchronous
async def lose_the_cluster(cluster: Cluster, address: str, folder: Path, source: str, port: int) -> None:
    """A cluster whose head ends, and another one that begins in its place."""
    async with ray_engine(folder, address) as engine:
        plugin = (await engine.install(source, owner="ann")).id
        assert await engine.call(plugin, "add", [0, 5], owner="ann") == 5
        job = engine.submit(plugin, "steps", [4, 2], owner="ann")
        await kept(engine, job, 2)
        await asyncio.to_thread(cluster.shutdown)
        await told(engine, job, "has not answered for")
        waiting = engine.job(job.id)
        assert (waiting.state, waiting.attempt) == ("running", 2)
        assert waiting.progress is not None
        assert f"The Ray cluster at {address} has not answered for" in waiting.progress["text"]
        # Jobs are taken all the while.
        later = engine.submit(plugin, "add", [1], owner="ann")
        assert engine.job(later.id).state == "queued"
        with started(ray_client_server_port=port):
            await was_resumed(engine, job)
            assert (await ended(engine, later)).state == "done"
            assert await engine.call(plugin, "add", [0, 5], owner="ann") == 5


def test_resources_and_requirements_are_rays_to_provide() -> None:
    assert actor_options([2, 1, 10**9], ["numpy==2.4.3"]) == {
        "num_cpus": 2,
        "num_gpus": 1,
        "memory": 10**9,
        "max_restarts": 0,
        "runtime_env": {"uv": ["numpy==2.4.3"]},
    }
    assert (actor_options([1, 0, 0], [])["runtime_env"], actor_options([1, 0, 0], [])["memory"]) == (None, None)
