"""The part of the Ray executor that runs on the nodes of the cluster: an actor that holds one plugin's process."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import coverslip
import ray

from coverslip_engine.errors import LimitExceeded, ProcessCrashed
from coverslip_engine.processes.child import ChildProcess

if TYPE_CHECKING:
    from coverslip.rpc.endpoint import Attachment

    from .executor import Limits

#: What comes from a process: frames, what it prints, what it takes, and how it ended (whether by a limit, message, exit
#: code).
Told: TypeAlias = (
    tuple[Literal["frame"], str, "list[Attachment]"]
    | tuple[Literal["output"], str, str]
    | tuple[Literal["usage"], "dict[str, float]"]
    | tuple[Literal["ended"], bool, str, "int | None"]
)


#: Seconds between two looks at what a process takes.
_LOOK = 5.0


class RayProcess:
    """One process on a node, in the environment that Ray made for this actor. Its methods are called one at a time.

    Args:
        name: of the process.
        title: what it is called in messages.
        limits: what it may take.
    """

    def __init__(self, name: str, title: str, limits: Limits) -> None:
        self._name = name
        self._title = title
        self._limits = limits
        self._child: ChildProcess | None = None
        self._told: list[Told] = []
        self._something = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the process."""
        node = ray.get_runtime_context()
        folder = Path(tempfile.mkdtemp(prefix="coverslip-"))
        child = self._child = await ChildProcess.start(
            Path(sys.executable),
            folder,
            mark=f"ray-{os.getpid()}/{self._name}",
            title=self._title,
            limits=self._limits,
            variables={
                # Ray has brought the package along with this one.
                "PYTHONPATH": str(Path(coverslip.__file__).parent.parent),
                # Ray itself lets those see all cards that were given none.
                "CUDA_VISIBLE_DEVICES": ",".join(node.get_accelerator_ids()["GPU"]),
            },
            on_output=lambda text, level: self._tell(("output", text, level)),
        )
        child.endpoint.start(lambda header, parts: self._tell(("frame", header, parts)), lambda _: None)

        def ended(future: asyncio.Future[Exception]) -> None:
            reason = future.result()
            looking.cancel()
            code = reason.exit_code if isinstance(reason, ProcessCrashed) else None
            self._tell(("ended", isinstance(reason, LimitExceeded), str(reason), code))
            shutil.rmtree(folder, ignore_errors=True)

        looking = self._looking = asyncio.create_task(self._look(child))
        child.ended.add_done_callback(ended)
        self._tell(("output", f"Runs on the node {node.get_node_id()}.", "info"))

    async def receive(self) -> list[Told]:
        """What has come since the last time; waits until there is something."""
        await self._something.wait()
        self._something.clear()
        if self._child is not None:
            self._child.drain()
        told, self._told = self._told, []
        return told

    async def send(self, frames: list[tuple[str, list[Any]]]) -> None:
        """Send frames to the process."""
        for header, parts in frames:
            self._started().endpoint.send(header, parts)

    async def interrupt(self) -> None:
        """Interrupt the plugin's code."""
        self._started().interrupt()

    async def kill(self, reason: str) -> None:
        """End the process and all that it started."""
        if self._child is not None:
            await self._child.kill(reason)

    async def _look(self, child: ChildProcess) -> None:
        while True:
            self._tell(("usage", await asyncio.to_thread(child.usage)))
            await asyncio.sleep(_LOOK)

    def _started(self) -> ChildProcess:
        if self._child is None:
            raise ProcessCrashed(f"{self._title} has not been started.")
        return self._child

    def _tell(self, told: Told) -> None:
        self._told.append(told)
        self._something.set()
