"""The process in which an engine meets Ray: `python -m coverslip_engine.executors.ray_bridge SOCKETS`.

It serves `Bridge` over one socket, and relays between actors and the engine over the other. It ends with the engine,
and Ray then ends its actors.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coverslip
import ray
from coverslip.rpc import Interface, Peer
from coverslip.rpc.stream_endpoint import StreamEndpoint
from ray.exceptions import RuntimeEnvSetupError

import coverslip_engine

from .executor import Limits
from .ray_actor import RayActor, answered, end_if_away, first_line
from .ray_packages import find_packages, installers_words
from .ray_process import RayProcess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coverslip.rpc.endpoint import Attachment

#: Seconds that Ray has to leave a cluster, which may be away.
_LEAVING = 5.0


class Bridge:
    """What the engine may ask for.

    Args:
        frames: what is relayed between the engine and actors; each header begins with the number of a process.
    """

    def __init__(self, frames: StreamEndpoint) -> None:
        self._frames = frames
        self._actors: dict[int, RayActor] = {}
        #: Numbers of processes that the engine gave up while they were started.
        self._unwanted: set[int] = set()
        frames.start(self._came, lambda _: None)

    def interface(self) -> Interface:
        """The methods that are offered."""
        methods = {each.__name__: each for each in (self.connect, self.resources, self.find, self.start)}
        return Interface(methods, "Ray's bridge")

    async def connect(self, address: str) -> None:
        """Connect to a cluster.

        Raises:
            ConnectionError: there is none.
        """
        # The packages travel to the nodes, so that both sides are of one version; the app has no business there.
        modules = [str(Path(package.__file__ or "").parent) for package in (coverslip, coverslip_engine)]
        environment = {"py_modules": modules, "excludes": ["/app", "__pycache__"]}
        await asyncio.to_thread(
            ray.init, address=address, runtime_env=environment, log_to_driver=False, namespace="coverslip"
        )

    async def resources(self) -> list[float]:
        """What the cluster has now: processors, graphics cards, bytes of memory."""
        there = await asyncio.to_thread(ray.cluster_resources)
        return [float(there.get("CPU", 0)), int(there.get("GPU", 0)), int(there.get("memory", 0))]

    async def find(self, requirements: list[str]) -> tuple[bool, list[str]]:
        """Have a node look whether packages can be had; gives whether, and what its installer said."""
        look: Any = ray.remote(num_cpus=0)(find_packages)
        try:
            found, said = await answered(await asyncio.to_thread(look.remote, requirements))
        except Exception as error:
            end_if_away(error)
            # The node was lost. Whether they can be had shows when they are needed.
            return True, []
        return bool(found), list(said)

    async def start(
        self,
        number: int,
        name: str,
        title: str,
        limits: list[int],
        resources: list[float],
        requirements: list[str],
    ) -> tuple[str, str]:
        """Start a process.

        Args:
            number: by which it is called on the other socket.
            name: of the process.
            title: what it is called in messages.
            limits: bytes of memory, seconds of processor time.
            resources: processors, graphics cards, bytes of memory.
            requirements: the packages that it needs.

        Returns:
            "" when it runs; else what failed ("environment" or "start"), and why.
        """
        making = asyncio.ensure_future(
            asyncio.to_thread(_actor, name, title, Limits(*limits), actor_options(resources, requirements))
        )
        try:
            actor = await asyncio.shield(making)
            await answered(actor.start.remote())
        except RuntimeEnvSetupError as error:
            return "environment", installers_words(str(error))
        except Exception as error:
            end_if_away(error)
            return "start", first_line(error)
        except asyncio.CancelledError:
            # Also while Ray still looks for a node: nothing of it stays.
            making.add_done_callback(_end)
            raise
        if number in self._unwanted:
            self._unwanted.discard(number)
            ray.kill(actor)
            return "start", "it was stopped meanwhile"
        self._actors[number] = RayActor(actor, lambda word, parts: self._tell(number, word, parts))
        return "", ""

    def _came(self, header: str, parts: list[Attachment]) -> None:
        number, _, word = header.partition(" ")
        actor = self._actors.get(int(number))
        if actor is not None:
            actor.came(word, parts)
        elif word.startswith("kill "):
            self._unwanted.add(int(number))

    def _tell(self, number: int, word: str, parts: Sequence[Attachment]) -> None:
        self._frames.send(f"{number} {word}", parts)
        if word.startswith(("ended ", "lost ")):
            self._actors.pop(number, None)


def actor_options(resources: Sequence[float], requirements: Sequence[str]) -> dict[str, Any]:
    """What Ray is asked for: a place with these resources, and the environment there.

    Args:
        resources: processors, graphics cards, bytes of memory.
        requirements: the packages that are needed.
    """
    num_cpus, num_gpus, memory = resources
    return {
        "num_cpus": num_cpus,
        "num_gpus": num_gpus,
        "memory": memory or None,
        # Ray's own restarts would begin without a checkpoint: the queue begins jobs anew.
        "max_restarts": 0,
        # Without requirements the nodes' own Python will do, which is there at once.
        "runtime_env": {"uv": list(requirements)} if requirements else None,
    }


def _actor(name: str, title: str, limits: Limits, options: dict[str, Any]) -> Any:
    actor: Any = ray.remote(RayProcess).options(**options).remote(name, title, limits)
    return actor


def _end(made: asyncio.Future[Any]) -> None:
    if made.exception() is None:
        ray.kill(made.result())


async def _serve(control: int, frames: int) -> None:
    bridge = Bridge(StreamEndpoint(socket.socket(fileno=frames)))
    peer = Peer(StreamEndpoint(socket.socket(fileno=control)), bridge.interface(), name="The engine")
    await peer.closed
    # Ray's own code may wait for the cluster for long, in any thread; nobody waits for that.
    threading.Timer(_LEAVING, os._exit, [1]).start()
    await asyncio.to_thread(ray.shutdown)
    os._exit(0)


def main(argv: Sequence[str]) -> None:
    """Serve until the engine closes the socket.

    Args:
        argv: one text in JSON, the numbers of two open sockets.
    """
    control, frames = json.loads(argv[0])
    asyncio.run(_serve(control, frames))


if __name__ == "__main__":
    main(sys.argv[1:])
