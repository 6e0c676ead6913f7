"""Frames over a WebSocket that may break: the session goes on over the next connection."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from coverslip.errors import NotSendable, WireError

from .endpoint import Attachments, MemoryAttachments
from .socket_inbox import SOCKET_LIMITS, SocketInbox, SocketLimits
from .socket_outbox import Beginning, Outbox
from .socket_records import (
    CHUNK,
    WINDOW,
    Ack,
    Chunk,
    Close,
    FrameRecord,
    Open,
    Ping,
    Pong,
    Record,
    read_record,
    write_record,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .endpoint import Attachment

#: Seconds after which packets are acknowledged that no frame of ours has acknowledged.
_ACK_DELAY = 0.05
#: Packets and bytes that are acknowledged at once.
_ACK_PACKETS, _ACK_BYTES = 256, WINDOW // 4
#: Seconds that a session which was closed here has to send what waits.
_FAREWELL = 5.0


class Socket(Protocol):
    """One connection, whichever library or server it belongs to."""

    async def receive(self) -> bytes | str | None:
        """The next message; None when the connection has ended."""

    async def send(self, data: bytes | memoryview) -> None:
        """Send a binary message, waiting while the network takes no more.

        Raises:
            OSError: the connection is gone.
        """

    async def close(self, reason: str) -> None:
        """End the connection."""


class SocketAttachments(MemoryAttachments):
    """Attachments of a WebSocket: bytes, and files of which the bytes travel."""

    def size(self, attachment: Attachment) -> int | None:
        """Number of bytes."""
        return len(attachment) if isinstance(attachment, bytes | bytearray) else None

    def pack_port(self, port: Any) -> Attachment:  # noqa: ARG002 (no port can travel)
        """Refuse: a port leads to a neighbour in the same browser."""
        raise NotSendable(
            "A port to another peer can't travel over a network; send an object whose methods may be called instead."
        )

    def endpoint(self, attachment: Attachment) -> None:  # noqa: ARG002 (none is a port)
        """No attachment is a port here."""
        return


class SocketEndpoint:
    """One end of a session, over one connection after the other.

    Args:
        heartbeat: seconds of silence after which the other side is asked whether it is there; twice that ends the
            connection.
        waiting: bytes that may wait to be sent; above, the session is given up.
        limits: what the other side may send.
    """

    def __init__(self, *, heartbeat: float = 15.0, waiting: int = 2**30, limits: SocketLimits = SOCKET_LIMITS) -> None:
        self.attachments: Attachments = SocketAttachments()
        self.ended = asyncio.Event()
        self._heartbeat, self._most_waiting = heartbeat, waiting
        self._outbox = Outbox()
        self._inbox = SocketInbox(limits, self._came)
        self._early: list[tuple[str, list[Attachment]]] = []
        self._on_frame: Callable[[str, list[Attachment]], None] | None = None
        self._on_close: Callable[[str], None] | None = None
        self._reason: str | None = None
        self._leaving: str | None = None
        self._records: list[Record] = []
        self._wake = asyncio.Event()
        self._acknowledged = 0
        self._unacknowledged_bytes = 0
        self._ack_timer: asyncio.TimerHandle | None = None
        self._heard = 0.0
        self._running: asyncio.Task[None] | None = None

    @property
    def received(self) -> int:
        """Packets of the other side that have come."""
        return self._inbox.received

    @property
    def connected(self) -> bool:
        """Whether there is a connection now. A session without one waits for the next."""
        return self._running is not None

    @property
    def reason(self) -> str | None:
        """Why the session has ended; None while it has not."""
        return self._reason

    def start(self, on_frame: Callable[[str, list[Attachment]], None], on_close: Callable[[str], None]) -> None:
        """Begin to give out frames; those that came before have waited."""
        self._on_frame, self._on_close = on_frame, on_close
        early, self._early = self._early, []
        for frame in early:
            asyncio.get_running_loop().call_soon(self._came, *frame)
        if self._reason is not None:
            asyncio.get_running_loop().call_soon(on_close, self._reason)

    def send(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Send a frame, now or over the next connection."""
        if self._reason is not None or self._leaving is not None:
            return
        self._outbox.push(header, attachments)
        self._wake.set()
        if self._outbox.bytes > self._most_waiting:
            self.end(f"it did not take {self._outbox.bytes // 10**6} MB that waited to be sent")

    def close(self, reason: str = "") -> None:
        """End the session in order: what waits is sent first, for at most five seconds."""
        self._on_frame = self._on_close = None
        if self._reason is not None or self._leaving is not None:
            return
        self._leaving = reason
        if self._running is None:
            self.end(reason)
            return
        self._wake.set()
        asyncio.get_running_loop().call_later(_FAREWELL, self.end, reason)

    def end(self, reason: str) -> None:
        """End the session at once."""
        if self._reason is not None:
            return
        self._reason = reason
        self.ended.set()
        if self._ack_timer is not None:
            self._ack_timer.cancel()
        if self._running is not None:
            self._running.cancel()
        tell, self._on_frame, self._on_close = self._on_close, None, None
        self._early.clear()
        if tell is not None:
            tell(reason)

    async def leave_connection(self) -> None:
        """Let go of the connection that is used now, if there is one: the other side has come with a new one."""
        running = self._running
        if running is not None:
            running.cancel()
            await asyncio.wait([running])

    async def run(self, socket: Socket, received: int) -> None:
        """Talk over a connection until it ends. Both sides have sent their `open`.

        Args:
            socket: the connection.
            received: the packets of this side that the other one says to have had.
        """
        if self._reason is not None:
            return
        if not self._outbox.resume(received):
            self.end("it has had what was never sent")
            await _write(socket, Close("it has had what was never sent"))
            return
        running = self._running = asyncio.get_running_loop().create_task(self._talk(socket))
        try:
            await asyncio.wait([running])
        finally:
            running.cancel()
            if self._running is running:
                self._running = None
            # A farewell that has not left by now never will.
            if self._leaving is not None:
                self.end(self._leaving)
            await socket.close(self._reason or "")

    async def _talk(self, socket: Socket) -> None:
        self._heard = asyncio.get_running_loop().time()
        self._records.clear()
        self._wake.set()
        jobs = [asyncio.create_task(each) for each in (self._read(socket), self._write(socket), self._watch())]
        try:
            await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _watch(self) -> None:
        """Hear whether the other side is there; returns when it is not."""
        loop = asyncio.get_running_loop()
        while (silence := loop.time() - self._heard) < 2 * self._heartbeat:
            if silence >= self._heartbeat:
                self._tell(Ping())
            await asyncio.sleep(self._heartbeat / 2)

    async def _read(self, socket: Socket) -> None:
        loop = asyncio.get_running_loop()
        chunk: int | None = None
        try:
            while (data := await socket.receive()) is not None:
                self._heard = loop.time()
                message = _checked(data)
                if chunk is not None:
                    self._inbox.chunk(chunk, message)
                    chunk = None
                    self._had(len(message))
                    continue
                record = read_record(message)
                if isinstance(record, Chunk):
                    chunk = record.number
                else:
                    self._record(record)
        except WireError as error:
            reason = f"it sent what is no frame: {error}"
            # Before `end`, which stops this very task.
            await _write(socket, Close(reason))
            self.end(reason)

    def _record(self, record: Record) -> None:
        match record:
            case FrameRecord():
                self._acknowledge(record.received)
                self._inbox.frame(record)
                self._had(len(record.header or ""))
            case Ack():
                self._acknowledge(record.received)
            case Ping():
                self._tell(Pong())
            case Pong() | Chunk():
                pass
            case Open():
                raise WireError("A second opening came.", "open")
            case Close():
                self.end(record.reason[:500] or "it left")

    async def _write(self, socket: Socket) -> None:
        try:
            while True:
                await self._wake.wait()
                self._wake.clear()
                while self._records:
                    await socket.send(write_record(self._records.pop(0)))
                while (packet := self._outbox.next()) is not None:
                    content = packet.content
                    if isinstance(content, Beginning):
                        record = FrameRecord(packet.number, self._acknowledging(), content.header, content.parts)
                        await socket.send(write_record(record))
                    else:
                        await socket.send(write_record(Chunk(packet.number)))
                        await socket.send(content)
                    while self._records:
                        await socket.send(write_record(self._records.pop(0)))
                if self._leaving is not None and self._outbox.empty:
                    await socket.send(write_record(Close(self._leaving)))
                    return
        except OSError:
            return

    def _came(self, header: str, attachments: list[Attachment]) -> None:
        if self._leaving is not None:
            return
        if self._on_frame is None:
            self._early.append((header, attachments))
        else:
            self._on_frame(header, attachments)

    def _tell(self, record: Record) -> None:
        self._records.append(record)
        self._wake.set()

    def _acknowledge(self, received: int) -> None:
        if not self._outbox.acknowledge(received):
            raise WireError("It has had what was never sent.", "received")
        self._wake.set()

    def _had(self, size: int) -> None:
        """Tell the other side what has come, now and then."""
        self._unacknowledged_bytes += size
        packets = self._inbox.received - self._acknowledged
        if packets >= _ACK_PACKETS or self._unacknowledged_bytes >= _ACK_BYTES:
            self._ack()
        elif self._ack_timer is None and self._reason is None:
            self._ack_timer = asyncio.get_running_loop().call_later(_ACK_DELAY, self._ack)

    def _ack(self) -> None:
        if self._inbox.received > self._acknowledged:
            self._tell(Ack(self._acknowledging()))
        else:
            self._acknowledging()

    def _acknowledging(self) -> int:
        if self._ack_timer is not None:
            self._ack_timer.cancel()
            self._ack_timer = None
        self._unacknowledged_bytes = 0
        self._acknowledged = self._inbox.received
        return self._acknowledged


def _checked(data: bytes | str) -> bytes:
    if isinstance(data, str):
        raise WireError("A message is not binary.", "message")
    if len(data) > 2 * CHUNK:
        raise WireError(f"A message has {len(data)} bytes.", "message")
    return data


async def _write(socket: Socket, record: Record) -> None:
    """Send a record over a connection that may be gone."""
    try:
        await socket.send(write_record(record))
    except OSError:
        return
