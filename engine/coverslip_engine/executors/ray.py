"""Processes on an existing Ray cluster (extra `ray`)."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverslip
import ray
from ray.exceptions import RayError, RuntimeEnvSetupError

import coverslip_engine
from coverslip_engine.errors import EnvironmentFailed, ProcessLost
from coverslip_engine.jobs.job import Resources

from .ray_process import RayProcess
from .ray_running import RayRunning, answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from coverslip_engine.environments import EnvironmentSpec

    from .executor import ProcessSpec, Running

#: Seconds for which what the cluster has is taken as known.
_KNOWN = 5.0


class RayExecutor:
    """Starts processes on a cluster: Ray finds the node and makes the environment there. Made by `connect`.

    Args:
        installer: "uv" or "pip", which Ray makes environments with.
    """

    def __init__(self, installer: str = "uv") -> None:
        self._installer = installer
        self._capacity = Resources(0, 0, 0)
        self._asked = float("-inf")

    @classmethod
    async def connect(cls, address: str = "auto", *, installer: str = "uv") -> RayExecutor:
        """Connect to a cluster.

        Args:
            address: "auto" on one of its nodes, or `ray://HOST:10001`.
            installer: "uv" or "pip".

        Raises:
            ConnectionError: there is none.
        """
        # The packages travel to the nodes, so that both sides are of one version.
        modules = [str(Path(package.__file__ or "").parent) for package in (coverslip, coverslip_engine)]
        environment = {"py_modules": modules}
        await asyncio.to_thread(
            ray.init, address=address, runtime_env=environment, log_to_driver=False, namespace="coverslip"
        )
        return cls(installer)

    async def prepare(self, environment: EnvironmentSpec, on_log: Callable[[str], None]) -> None:
        """Nothing: each node makes its environments when it needs them, and keeps them."""

    def capacity(self) -> Resources:
        """What the cluster has now."""
        if time.monotonic() - self._asked > _KNOWN:
            there = ray.cluster_resources()
            self._capacity = Resources(
                float(there.get("CPU", 0)), int(there.get("GPU", 0)), int(there.get("memory", 0))
            )
            self._asked = time.monotonic()
        return self._capacity

    async def start(self, spec: ProcessSpec, on_output: Callable[[str, str], None]) -> Running:
        """Start a process on the node that Ray finds."""
        # Ray's client waits for the cluster here, and again for what methods there are: not in the engine's own thread.
        actor = await asyncio.to_thread(_actor, spec, self._installer)
        try:
            node = await answered(actor.__ray_call__.remote(_node))
            await answered(actor.start.remote(node))
        except RuntimeEnvSetupError as error:
            raise EnvironmentFailed(
                f"Ray could not make the environment of the plugin: {str(error)[-600:]} Correct the `dependencies` in "
                "its header.",
                str(error),
            ) from error
        except RayError as error:
            raise ProcessLost(f"{spec.title} could not be started: {str(error).splitlines()[0]}") from error
        except asyncio.CancelledError:
            ray.kill(actor)
            raise
        return RayRunning(actor, spec.title, on_output)

    async def close(self) -> None:
        """Leave the cluster."""
        await asyncio.to_thread(ray.shutdown)


def actor_options(spec: ProcessSpec, installer: str) -> dict[str, Any]:
    """What Ray is asked for: a place with these resources, and the environment there.

    Args:
        spec: the process.
        installer: "uv" or "pip".
    """
    resources, requirements = spec.resources, spec.environment.requirements
    return {
        "num_cpus": resources.num_cpus,
        "num_gpus": resources.num_gpus,
        "memory": resources.memory or None,
        # Ray's own restarts would begin without a checkpoint: the queue begins jobs anew.
        "max_restarts": 0,
        # Without requirements the nodes' own Python will do, which is there at once.
        "runtime_env": {installer: list(requirements)} if requirements else None,
    }


def _actor(spec: ProcessSpec, installer: str) -> Any:
    actor: Any = (
        ray.remote(RayProcess).options(**actor_options(spec, installer)).remote(spec.id, spec.title, spec.limits)
    )
    _ = actor.start
    return actor


def _node(_process: RayProcess) -> str:
    return str(ray.get_runtime_context().get_node_id())
