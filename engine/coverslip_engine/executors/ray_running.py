"""A process on a cluster, as the engine sees it."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import ray
from coverslip.rpc.stream_endpoint import StreamAttachments
from ray.exceptions import RayError

from coverslip_engine.errors import LimitExceeded, ProcessCrashed, ProcessLost

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from coverslip.rpc.endpoint import Attachment, Attachments, Endpoint

    from .ray_process import Told


class RayEndpoint:
    """Frames that go through an actor; those that wait travel together."""

    def __init__(self, send: Callable[[list[tuple[str, list[Attachment]]]], Coroutine[Any, Any, None]]) -> None:
        self.attachments: Attachments = StreamAttachments()
        self._send = send
        self._waiting: list[tuple[str, list[Attachment]]] = []
        self._sending: asyncio.Task[None] | None = None
        self._on_frame: Callable[[str, list[Attachment]], None] | None = None
        self._on_close: Callable[[str], None] | None = None

    def start(self, on_frame: Callable[[str, list[Attachment]], None], on_close: Callable[[str], None]) -> None:
        """Begin to give out frames."""
        self._on_frame, self._on_close = on_frame, on_close

    def send(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Send a frame."""
        self._waiting.append((header, list(attachments)))
        if self._sending is None:
            self._sending = asyncio.create_task(self._flush())

    def close(self, reason: str = "") -> None:  # noqa: ARG002 (its process is ended by itself)
        """Close this end."""
        self._on_frame = self._on_close = None

    def came(self, header: str, attachments: list[Attachment]) -> None:
        """Give out a frame."""
        if self._on_frame is not None:
            self._on_frame(header, attachments)

    def ended(self, reason: str) -> None:
        """The other end is gone."""
        tell, self._on_frame, self._on_close = self._on_close, None, None
        if tell is not None:
            tell(reason)

    async def _flush(self) -> None:
        # One after the other: an actor may begin several calls at once, in any order.
        try:
            while self._waiting:
                frames, self._waiting = self._waiting, []
                await self._send(frames)
        finally:
            self._sending = None


class RayRunning:
    """See `coverslip_engine.executors.Running`.

    Args:
        actor: a `RayProcess` that has been started.
        title: what the process is called in messages.
        on_output: gets what it prints.
    """

    def __init__(self, actor: Any, title: str, on_output: Callable[[str, str], None]) -> None:
        self._actor = actor
        self._title = title
        self._on_output = on_output
        self._endpoint = RayEndpoint(self._send)
        self.endpoint: Endpoint = self._endpoint
        self.ended: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()
        self._receiving = asyncio.create_task(self._receive())
        self._interrupting: set[asyncio.Task[None]] = set()

    def interrupt(self) -> None:
        """Interrupt the plugin's code."""
        task = asyncio.create_task(self._quietly(self._actor.interrupt.remote()))
        self._interrupting.add(task)
        task.add_done_callback(self._interrupting.discard)

    def drain(self) -> None:
        """Nothing waits here: the actor sends what was printed before what came after it."""

    def usage(self) -> dict[str, float]:
        """Not known without asking the node."""
        return {}

    async def kill(self, reason: str) -> None:
        """End the process and all that it started."""
        if not self.ended.done():
            await self._quietly(self._actor.kill.remote(reason))
        await asyncio.shield(self.ended)

    async def _send(self, frames: list[tuple[str, list[Attachment]]]) -> None:
        await self._quietly(self._actor.send.remote(frames))

    async def _receive(self) -> None:
        reason: Exception | None = None
        try:
            while reason is None:
                for told in await answered(self._actor.receive.remote()):
                    reason = self._take(told) or reason
        except RayError as error:
            reason = ProcessLost(f"{self._title} was lost with its node: {str(error).splitlines()[0]}")
        ray.kill(self._actor)
        self._endpoint.ended("its process has ended")
        self.ended.set_result(reason)

    def _take(self, told: Told) -> Exception | None:
        if told[0] == "frame":
            self._endpoint.came(told[1], told[2])
        elif told[0] == "output":
            self._on_output(told[1], told[2])
        elif told[1]:
            return LimitExceeded(told[2], told[3])
        else:
            return ProcessCrashed(told[2], told[3])
        return None

    async def _quietly(self, reference: Any) -> None:
        """Wait for an answer; that the actor is gone is for `_receive` to tell."""
        with contextlib.suppress(RayError):
            await answered(reference)


async def answered(reference: Any) -> Any:
    """What an actor answers, also where the cluster is reached through Ray's client."""
    # Shielded: the thread of Ray's client ends by an answer to a future that was cancelled.
    return await asyncio.shield(asyncio.wrap_future(reference.future()))
