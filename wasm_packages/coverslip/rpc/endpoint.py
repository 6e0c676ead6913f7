"""What carries frames. A peer needs nothing else, so a MessagePort, a WebSocket and a pair in memory are alike."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from .blob import Blob

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coverslip.file import File

#: What stands beside the header of a frame. Which objects these are is the endpoint's own affair.
Attachment: TypeAlias = Any


class Attachments(Protocol):
    """How one kind of endpoint holds bytes, files and ports beside the header of a frame."""

    #: Emptied buffers go back to the side that sent them when they have at least this many bytes; None when never.
    smallest_returned: int | None

    def pack(self, data: memoryview) -> Attachment:
        """Copy bytes into a new attachment. `data` is contiguous, of format B."""

    def size(self, attachment: Attachment) -> int | None:
        """Number of bytes of a buffer; None when the attachment is none."""

    def unpack(self, attachment: Attachment, into: memoryview) -> None:
        """Copy a buffer's bytes into memory of the same size."""

    def to_bytes(self, attachment: Attachment) -> bytes:
        """The bytes of a buffer."""

    def keep(self, attachments: Sequence[Attachment]) -> None:
        """Take emptied buffers back, to be used again by `pack`."""

    def pack_file(self, file: File) -> Attachment:
        """A file as an attachment."""

    def pack_blob(self, blob: Blob) -> Attachment | None:
        """A file that came from somewhere, as an attachment again; None when it has to be read through this side."""

    def blob(self, attachment: Attachment, name: str | None) -> Blob | None:
        """The file in an attachment; None when there is none. `name` None stands for the file's own."""

    def pack_port(self, port: Any) -> Attachment:
        """A port to another peer as an attachment."""

    def endpoint(self, attachment: Attachment) -> Endpoint | None:
        """An endpoint over the port in an attachment; None when there is none."""


class Endpoint(Protocol):
    """One end of a connection."""

    attachments: Attachments

    def start(self, on_frame: Callable[[str, list[Attachment]], None], on_close: Callable[[str], None]) -> None:
        """Begin to give out frames; those that came before have waited. `on_close` is called once, with the reason."""

    def send(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Send a frame. It never waits."""

    def close(self, reason: str = "") -> None:
        """Close this end. `on_close` is not called for it."""


class BytesBlob(Blob):
    """A file in memory."""

    def __init__(self, name: str, data: bytes, mime: str) -> None:
        self.name, self.data, self.mime, self.size = name, data, mime, len(data)

    async def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to `end`, by default all."""
        return self.data[start:end]


class MemoryAttachments:
    """Attachments of a memory pair: bytes, `BytesBlob` and endpoints."""

    smallest_returned: int | None = None

    def pack(self, data: memoryview) -> bytes:
        """Copy bytes."""
        return bytes(data)

    def size(self, attachment: Attachment) -> int | None:
        """Number of bytes."""
        return len(attachment) if isinstance(attachment, bytes) else None

    def unpack(self, attachment: Attachment, into: memoryview) -> None:
        """Copy bytes into memory."""
        into[:] = attachment

    def to_bytes(self, attachment: Attachment) -> bytes:
        """The bytes."""
        return bytes(attachment)

    def keep(self, attachments: Sequence[Attachment]) -> None:
        """Do nothing: memory is Python's to manage here."""

    def pack_file(self, file: File) -> BytesBlob:
        """Hold a file."""
        return BytesBlob(file.name, file.data, file.mime)

    def pack_blob(self, blob: Blob) -> BytesBlob | None:
        """Hold a file again."""
        return blob if isinstance(blob, BytesBlob) else None

    def blob(self, attachment: Attachment, name: str | None) -> Blob | None:
        """The file."""
        if not isinstance(attachment, BytesBlob):
            return None
        return attachment if name is None else BytesBlob(name, attachment.data, attachment.mime)

    def pack_port(self, port: Any) -> Attachment:
        """Hand the endpoint over."""
        return port

    def endpoint(self, attachment: Attachment) -> Endpoint | None:
        """The endpoint."""
        return attachment if isinstance(attachment, MemoryEndpoint) else None


class MemoryEndpoint:
    """One end of a pair in the memory of one process; frames arrive by the running event loop, in order."""

    def __init__(self) -> None:
        self.attachments: Attachments = MemoryAttachments()
        self._other: MemoryEndpoint | None = None
        self._waiting: deque[tuple[str, list[Attachment]]] = deque()
        self._on_frame: Callable[[str, list[Attachment]], None] | None = None
        self._on_close: Callable[[str], None] | None = None

    def start(self, on_frame: Callable[[str, list[Attachment]], None], on_close: Callable[[str], None]) -> None:
        """Begin to give out frames."""
        self._on_frame, self._on_close = on_frame, on_close
        for _ in self._waiting:
            asyncio.get_running_loop().call_soon(self._deliver)

    def send(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Send a frame; it is lost when the other end is closed."""
        other = self._other
        if other is None:
            return
        other._waiting.append((header, list(attachments)))
        if other._on_frame is not None:
            asyncio.get_running_loop().call_soon(other._deliver)

    def close(self, reason: str = "") -> None:
        """Close both ends; the other one is told."""
        other, self._other, self._on_frame, self._on_close = self._other, None, None, None
        if other is not None:
            other._other = None
            if other._on_close is not None:
                asyncio.get_running_loop().call_soon(other._ended, reason or "ended")

    def _deliver(self) -> None:
        if self._on_frame is not None and self._waiting:
            self._on_frame(*self._waiting.popleft())

    def _ended(self, reason: str) -> None:
        tell, self._on_frame, self._on_close = self._on_close, None, None
        if tell is not None:
            tell(reason)


def memory_pair() -> tuple[MemoryEndpoint, MemoryEndpoint]:
    """Two ends of one connection, for tests and for peers in one process."""
    one, two = MemoryEndpoint(), MemoryEndpoint()
    one._other, two._other = two, one
    return one, two
