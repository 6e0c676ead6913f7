"""Frames over a connected stream socket: between an engine and the processes of its plugins."""

from __future__ import annotations

import asyncio
import json
import select
from collections import deque
from typing import TYPE_CHECKING, Any

from coverslip.errors import NotSendable, WireError

from .endpoint import Attachments, BytesBlob, MemoryAttachments

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Generator, Sequence

    from .endpoint import Attachment

#: Bytes that are read before others get their turn.
_TURN = 8 * 2**20
#: Bytes of what stands before the parts of a frame.
_LONGEST_PREFACE = 2**20


class StreamAttachments(MemoryAttachments):
    """Attachments of a stream: bytes, and files of which the bytes travel."""

    def size(self, attachment: Attachment) -> int | None:
        """Number of bytes."""
        return len(attachment) if isinstance(attachment, bytes | bytearray) else None

    def pack_port(self, port: Any) -> Attachment:  # noqa: ARG002 (no port can travel)
        """Refuse: a port leads to a neighbour in the same browser."""
        raise NotSendable(
            "A port to another peer can't travel to another process; send an object whose methods may be called."
        )

    def endpoint(self, attachment: Attachment) -> None:  # noqa: ARG002 (none is a port)
        """No attachment is a port here."""
        return


class StreamEndpoint:
    """One end of a stream: a length (4 bytes), a preface in JSON that says how long the parts are, the parts.

    Args:
        stream: a connected socket, which this endpoint then owns.
        at_once: whether `send` returns only when all is on its way. A plugin's process does so: its ops may keep the
            loop busy for minutes, and what they tell has to be seen. The engine, which serves others, never waits.
    """

    def __init__(self, stream: socket.socket, *, at_once: bool = False) -> None:
        self.attachments: Attachments = StreamAttachments()
        self._stream = stream
        self._at_once = at_once
        self._outgoing: deque[memoryview] = deque()
        self._writing = False
        self._reader = self._frames()
        self._buffer = next(self._reader)
        self._on_frame: Callable[[str, list[Attachment]], None] | None = None
        self._on_close: Callable[[str], None] | None = None
        self._closed = False
        stream.setblocking(False)

    def start(self, on_frame: Callable[[str, list[Attachment]], None], on_close: Callable[[str], None]) -> None:
        """Begin to give out frames. `on_close` is called once, with the reason."""
        self._on_frame, self._on_close = on_frame, on_close
        asyncio.get_running_loop().add_reader(self._stream, self._readable)

    def send(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Send a frame."""
        if self._closed:
            return
        text = header.encode()
        described: list[list[Any]] = []
        parts: list[bytes] = []
        for each in attachments:
            if isinstance(each, BytesBlob):
                described.append([len(each.data), each.name, each.mime])
                parts.append(each.data)
            else:
                described.append([len(each)])
                parts.append(each)
        preface = json.dumps([len(text), described]).encode()
        self._outgoing.append(memoryview(len(preface).to_bytes(4, "little") + preface + text))
        self._outgoing.extend(memoryview(each).cast("B") for each in parts if len(each))
        self._flush()

    def close(self, reason: str = "") -> None:  # noqa: ARG002 (the other side sees the end of the stream)
        """Close this end, after what waits has been sent. `on_close` is not called for it."""
        self._on_frame = self._on_close = None
        if not self._outgoing:
            self._end("")

    def _end(self, reason: str) -> None:
        if self._closed:
            return
        self._closed = True
        self._outgoing.clear()
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._stream)
        loop.remove_writer(self._stream)
        self._stream.close()
        tell, self._on_frame, self._on_close = self._on_close, None, None
        if tell is not None:
            tell(reason)

    def _flush(self) -> None:
        try:
            while self._outgoing:
                first = self._outgoing[0]
                try:
                    sent = self._stream.send(first)
                except BlockingIOError:
                    if not self._at_once:
                        break
                    select.select((), (self._stream,), ())
                    continue
                if sent == len(first):
                    self._outgoing.popleft()
                else:
                    self._outgoing[0] = first[sent:]
        except OSError as error:
            # Not here: the frame's sender is no one who could deal with it.
            asyncio.get_running_loop().call_soon(self._end, f"its stream broke ({error.strerror})")
            self._outgoing.clear()
        self._watch_writing(bool(self._outgoing))

    def _watch_writing(self, wanted: bool) -> None:
        if wanted == self._writing or self._closed:
            return
        self._writing = wanted
        loop = asyncio.get_running_loop()
        if wanted:
            loop.add_writer(self._stream, self._writable)
        else:
            loop.remove_writer(self._stream)

    def _writable(self) -> None:
        self._flush()
        if not self._outgoing and self._on_close is None:
            self._end("")

    def _readable(self) -> None:
        read = 0
        try:
            while read < _TURN and not self._closed:
                count = self._stream.recv_into(self._buffer)
                if not count:
                    self._end("its process has ended")
                    return
                read += count
                self._buffer = self._buffer[count:] if count < len(self._buffer) else next(self._reader)
        except BlockingIOError:
            return
        except OSError as error:
            self._end(f"its stream broke ({error.strerror})")
        except WireError as error:
            self._end(f"it sent what is no frame: {error}")

    def _frames(self) -> Generator[memoryview, None, None]:
        """Give out memory to be filled, and hand on each frame when all of it is there."""
        while True:
            length = bytearray(4)
            yield memoryview(length)
            size = int.from_bytes(length, "little")
            if not 0 < size <= _LONGEST_PREFACE:
                raise WireError(f"A preface has {size} bytes.", "preface")
            preface = bytearray(size)
            yield memoryview(preface)
            header_size, described = _read_preface(preface)
            header = bytearray(header_size)
            yield memoryview(header)
            attachments: list[Attachment] = []
            for size, *file in described:
                part = bytearray(size)
                if size:
                    yield memoryview(part)
                attachments.append(BytesBlob(file[0], bytes(part), file[1]) if file else part)
            if self._on_frame is not None:
                self._on_frame(header.decode(), attachments)


def _read_preface(preface: bytearray) -> tuple[int, list[list[Any]]]:
    try:
        match json.loads(preface):
            case [int(header), list(described)] if header > 0 and all(map(_is_part, described)):
                return header, described
    except ValueError as error:
        raise WireError(f"A preface is no JSON: {error}", "preface") from error
    raise WireError("A preface does not say how long the parts of its frame are.", "preface")


def _is_part(described: Any) -> bool:
    match described:
        case [int(size)] | [int(size), str(), str()]:
            return size >= 0
        case _:
            return False
