"""A process on a cluster, as the engine sees it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from coverslip.rpc.stream_endpoint import StreamAttachments

from coverslip_engine.errors import LimitExceeded, ProcessCrashed, ProcessLost

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coverslip.rpc.endpoint import Attachment, Attachments, Endpoint


class RayEndpoint:
    """Frames that go over the bridge to the process."""

    def __init__(self, tell: Callable[[str, Sequence[Attachment]], None]) -> None:
        self.attachments: Attachments = StreamAttachments()
        self._tell = tell
        self._on_frame: Callable[[str, list[Attachment]], None] | None = None
        self._on_close: Callable[[str], None] | None = None

    def start(self, on_frame: Callable[[str, list[Attachment]], None], on_close: Callable[[str], None]) -> None:
        """Begin to give out frames."""
        self._on_frame, self._on_close = on_frame, on_close

    def send(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Send a frame."""
        self._tell(f"frame {header}", attachments)

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


class RayRunning:
    """See `coverslip_engine.executors.Running`.

    Args:
        title: what the process is called in messages.
        on_output: gets what it prints.
        tell: sends the bridge a word about this process: `frame HEADER`, `interrupt` or `kill REASON`.
    """

    def __init__(
        self,
        title: str,
        on_output: Callable[[str, str], None],
        tell: Callable[[str, Sequence[Attachment]], None],
    ) -> None:
        self._title = title
        self._on_output = on_output
        self._tell = tell
        self._usage: dict[str, float] = {}
        self._endpoint = RayEndpoint(tell)
        self.endpoint: Endpoint = self._endpoint
        self.ended: asyncio.Future[Exception] = asyncio.get_running_loop().create_future()

    def interrupt(self) -> None:
        """Interrupt the plugin's code."""
        self._tell("interrupt", ())

    def drain(self) -> None:
        """Nothing waits here: what was printed comes before what came after it."""

    def usage(self) -> dict[str, float]:
        """What it took when its node told last."""
        return self._usage

    async def kill(self, reason: str) -> None:
        """End the process and all that it started."""
        if not self.ended.done():
            self._tell(f"kill {reason}", ())
        await asyncio.shield(self.ended)

    def came(self, word: str, parts: list[Attachment]) -> None:
        """Take what the bridge says about this process: see `ray_actor.RayActor`."""
        kind, _, text = word.partition(" ")
        if kind == "frame":
            self._endpoint.came(text, parts)
            return
        told = json.loads(text)
        if kind == "output":
            self._on_output(told["text"], told["level"])
        elif kind == "usage":
            self._usage = told
        elif kind == "ended":
            error = LimitExceeded if told["limit"] else ProcessCrashed
            self._end(error(told["message"], told["code"]))
        elif kind == "lost":
            self.lost(told["message"])

    def lost(self, why: str) -> None:
        """The process is gone, by no fault of its own."""
        self._end(ProcessLost(f"{self._title} was lost: {why}."))

    def _end(self, reason: Exception) -> None:
        if not self.ended.done():
            self.ended.set_result(reason)
            self._endpoint.ended("its process has ended")
