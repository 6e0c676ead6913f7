"""Frames on their way out of a WebSocket: cut into packets, numbered, and kept until the other side has had them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .endpoint import BytesBlob
from .socket_records import CHUNK, INLINE_HEADER, WINDOW, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .endpoint import Attachment

#: What a packet costs beside its bytes.
_OVERHEAD = 64


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the record of a frame tells, beside its number."""

    header: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Packet:
    """What leaves under one number: the record of a frame, or a chunk. `bytes` counts against the window."""

    number: int
    content: Beginning | memoryview
    bytes: int


class Outbox:
    """Packets to one other side, over all connections of a session."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[str, Sequence[Attachment], int]] = deque()
        # Sent, or to be sent again; in order of their numbers.
        self._kept: deque[Packet] = deque()
        # How many of the kept ones have left over this connection.
        self._left = 0
        self._kept_bytes = 0
        self._waiting_bytes = 0
        self._last = 0
        self._cutting: Iterator[tuple[Beginning | memoryview, int]] | None = None

    @property
    def bytes(self) -> int:
        """Bytes held for the other side, sent or not."""
        return self._kept_bytes + self._waiting_bytes

    @property
    def empty(self) -> bool:
        """Whether the other side has had everything."""
        return not self._kept and not self._waiting and self._cutting is None

    def push(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Take a frame."""
        size = len(header) * 2 + _OVERHEAD + sum(len(_data(each)) for each in attachments)
        self._waiting_bytes += size
        self._waiting.append((header, attachments, size))

    def next(self) -> Packet | None:
        """The next packet that may leave; None when there is none now."""
        if self._left < len(self._kept):
            self._left += 1
            return self._kept[self._left - 1]
        if self._kept and self._kept_bytes >= WINDOW:
            return None
        cut = self._cut()
        if cut is None:
            return None
        self._last += 1
        packet = Packet(self._last, *cut)
        self._kept.append(packet)
        self._kept_bytes += packet.bytes
        self._left += 1
        return packet

    def acknowledge(self, received: int) -> bool:
        """The other side has had so many packets. Tells whether that can be."""
        if received > self._last:
            return False
        while self._kept and self._kept[0].number <= received:
            self._kept_bytes -= self._kept.popleft().bytes
            self._left = max(0, self._left - 1)
        return True

    def resume(self, received: int) -> bool:
        """The connection is a new one: what has not been acknowledged leaves again. Tells whether `received` can be."""
        first = self._kept[0].number if self._kept else self._last + 1
        if received < first - 1 or not self.acknowledge(received):
            return False
        self._left = 0
        return True

    def _cut(self) -> tuple[Beginning | memoryview, int] | None:
        while True:
            cut = None if self._cutting is None else next(self._cutting, None)
            if cut is not None:
                return cut
            self._cutting = None
            if not self._waiting:
                return None
            header, attachments, size = self._waiting.popleft()
            self._waiting_bytes -= size
            self._cutting = _packets(header, attachments)


def _packets(header: str, attachments: Sequence[Attachment]) -> Iterator[tuple[Beginning | memoryview, int]]:
    parts = tuple(_part(each) for each in attachments)
    cost = _OVERHEAD * (1 + len(parts))
    # Four bytes a character at most.
    encoded = header.encode() if len(header) * 4 > INLINE_HEADER else b""
    if len(encoded) > INLINE_HEADER:
        yield Beginning(None, (len(encoded), *parts)), cost
        yield from _chunks(memoryview(encoded))
    else:
        yield Beginning(header, parts), cost + len(header) * 2
    for each in attachments:
        yield from _chunks(memoryview(_data(each)))


def _chunks(data: memoryview) -> Iterator[tuple[memoryview, int]]:
    for at in range(0, len(data), CHUNK):
        chunk = data[at : at + CHUNK]
        yield chunk, len(chunk) + _OVERHEAD


def _data(attachment: Attachment) -> bytes | bytearray:
    return attachment.data if isinstance(attachment, BytesBlob) else attachment


def _part(attachment: Attachment) -> Part:
    if isinstance(attachment, BytesBlob):
        return len(attachment.data), attachment.name, attachment.mime
    return len(attachment)
