"""Packets that come over a WebSocket, put together to frames. What comes in may be anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coverslip.errors import WireError

from .endpoint import BytesBlob
from .socket_records import CHUNK, FrameRecord, Part, size_of_part

if TYPE_CHECKING:
    from collections.abc import Callable

    from .endpoint import Attachment


@dataclass(frozen=True)
class SocketLimits:
    """What one frame may have.

    Attributes:
        frame: bytes of its attachments and of a header that comes in chunks.
        attachments: how many.
        header: bytes of its header in UTF-8.
    """

    frame: int = 2**31
    attachments: int = 4096
    header: int = 64 * 2**20


SOCKET_LIMITS = SocketLimits()


@dataclass(slots=True)
class _Unfinished:
    """A frame of which chunks are missing; `filled` counts the bytes of the part that is being filled."""

    header: str | None
    parts: tuple[Part, ...]
    buffers: list[bytes | bytearray] = field(default_factory=list)
    filled: int = 0


class SocketInbox:
    """Packets from one other side, over all connections of a session.

    Attributes:
        received: packets that have come.
    """

    def __init__(self, limits: SocketLimits, on_frame: Callable[[str, list[Attachment]], None]) -> None:
        self.received = 0
        self._limits = limits
        self._on_frame = on_frame
        self._unfinished: _Unfinished | None = None

    def frame(self, record: FrameRecord) -> None:
        """Take the beginning of a frame.

        Raises:
            WireError: when it fits neither what came before nor the limits.
        """
        if not self._is_new(record.number):
            return
        parts = record.parts
        if self._unfinished is not None:
            raise WireError("A frame came before the last one was whole.", "frame")
        if len(parts) > self._limits.attachments + 1:
            raise WireError(f"A frame has {len(parts)} parts.", "parts")
        if sum(map(size_of_part, parts)) > self._limits.frame:
            raise WireError(f"A frame of more than {self._limits.frame} bytes was announced.", "parts")
        if record.header is None and not (parts and isinstance(parts[0], int) and parts[0] <= self._limits.header):
            raise WireError("A header has no size, or is too long.", "parts")
        self._unfinished = _Unfinished(record.header, parts)
        self.received += 1
        self._finish(self._unfinished)

    def chunk(self, number: int, data: bytes) -> None:
        """Take the bytes of a chunk.

        Raises:
            WireError: as above.
        """
        if not self._is_new(number):
            return
        frame = self._unfinished
        if frame is None:
            raise WireError("A chunk belongs to no frame.", "chunk")
        size = size_of_part(frame.parts[len(frame.buffers) - bool(frame.filled)])
        # All chunks but the last of a part are full, so that a frame can't come in countless crumbs.
        if len(data) != min(CHUNK, size - frame.filled):
            raise WireError(f"A chunk of {len(data)} bytes is of the wrong size.", "chunk")
        if len(data) == size:
            frame.buffers.append(data)
        else:
            # Made when its first bytes have come: announcing a size costs the sender nothing.
            if not frame.filled:
                frame.buffers.append(bytearray(size))
            memoryview(frame.buffers[-1])[frame.filled : frame.filled + len(data)] = data
            frame.filled = (frame.filled + len(data)) % size
        self.received += 1
        if not frame.filled:
            self._finish(frame)

    def _is_new(self, number: int) -> bool:
        if number > self.received + 1:
            raise WireError(f"Packet {number} came after packet {self.received}.", "number")
        return number == self.received + 1

    def _finish(self, frame: _Unfinished) -> None:
        while len(frame.buffers) < len(frame.parts) and not size_of_part(frame.parts[len(frame.buffers)]):
            frame.buffers.append(b"")
        if len(frame.buffers) < len(frame.parts):
            return
        self._unfinished = None
        attachments = [_attachment(*pair) for pair in zip(frame.buffers, frame.parts, strict=True)]
        header = frame.header
        if header is None:
            del attachments[0]
            try:
                header = frame.buffers[0].decode("utf-8")
            except UnicodeDecodeError as error:
                raise WireError("A header is not in UTF-8.", "header") from error
        self._on_frame(header, attachments)


def _attachment(data: bytes | bytearray, part: Part) -> Attachment:
    return data if isinstance(part, int) else BytesBlob(part[1], bytes(data), part[2])
