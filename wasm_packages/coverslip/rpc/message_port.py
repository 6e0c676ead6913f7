"""Frames over a MessagePort: the header alone, or `[header, ...attachments]`. Only where Python runs in JavaScript."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from coverslip._compat import JsBuffer, JsProxy, array_of, create_proxy, is_array, new_array_buffer, new_blob

from .blob import Blob

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coverslip.file import File

    from .endpoint import Attachment, Attachments, Endpoint

#: Smaller buffers cost less to make than to keep.
_SMALLEST = 64 * 1024
_CAPACITY = 128 * 2**20
#: Seconds after which all kept buffers are let go when none was given or taken.
_IDLE = 30.0


class BufferPool:
    """Emptied ArrayBuffers. Allocating is most of the cost of sending a large array, so they are used again."""

    def __init__(self) -> None:
        self._buffers: list[tuple[int, Any]] = []
        self._bytes = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def bytes(self) -> int:
        """Bytes kept now."""
        return self._bytes

    def take(self, size: int) -> Any:
        """A buffer of exactly this many bytes. What it holds is arbitrary."""
        if size >= _SMALLEST:
            for index in reversed(range(len(self._buffers))):
                if self._buffers[index][0] == size:
                    self._bytes -= size
                    return self._buffers.pop(index)[1]
        return new_array_buffer(size)

    def give(self, buffer: Any) -> None:
        """Keep a buffer that nobody else uses."""
        size = int(buffer.byteLength)
        if not _SMALLEST <= size <= _CAPACITY:
            return
        self._buffers.append((size, buffer))
        self._bytes += size
        while self._bytes > _CAPACITY:
            self._bytes -= self._buffers.pop(0)[0]
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_IDLE, self._clear)

    def _clear(self) -> None:
        self._buffers.clear()
        self._bytes = 0


#: The worker's own pool, which all its peers share.
shared_pool = BufferPool()


class JsBlob(Blob):
    """A Blob or File of JavaScript."""

    def __init__(self, proxy: Any, name: str | None) -> None:
        self.proxy = proxy
        self.name = str(getattr(proxy, "name", "")) if name is None else name
        self.mime = str(proxy.type)
        self.size = int(proxy.size)

    async def read(self, start: int = 0, end: int | None = None) -> bytes:
        """The bytes from `start` up to `end`, by default all."""
        buffer = await self.proxy.slice(start, self.size if end is None else end).arrayBuffer()
        data: bytes = buffer.to_bytes()
        return data


class JsAttachments:
    """Attachments of a MessagePort: ArrayBuffers, Blobs and MessagePorts."""

    smallest_returned: int | None = _SMALLEST

    def pack(self, data: memoryview) -> Any:
        """Copy bytes once, from Python's memory into a pooled ArrayBuffer."""
        buffer = shared_pool.take(data.nbytes)
        if data.nbytes:
            buffer.assign(data)
        return buffer

    def size(self, attachment: Attachment) -> int | None:
        """Number of bytes of an ArrayBuffer."""
        return int(attachment.byteLength) if isinstance(attachment, JsBuffer) else None

    def unpack(self, attachment: Attachment, into: memoryview) -> None:
        """Copy an ArrayBuffer's bytes once, into Python's memory."""
        attachment.assign_to(into)

    def to_bytes(self, attachment: Attachment) -> bytes:
        """The bytes of an ArrayBuffer."""
        data: bytes = attachment.to_bytes()
        return data

    def keep(self, attachments: Sequence[Attachment]) -> None:
        """Keep buffers for the arrays that are sent next."""
        for attachment in attachments:
            if isinstance(attachment, JsBuffer):
                shared_pool.give(attachment)

    def pack_file(self, file: File) -> Any:
        """A JavaScript File."""
        buffer = new_array_buffer(len(file.data))
        if file.data:
            buffer.assign(file.data)
        return new_blob(buffer, file.name, file.mime)

    def pack_blob(self, blob: Blob) -> Any:
        """The Blob itself: JavaScript does not copy its bytes."""
        return blob.proxy if isinstance(blob, JsBlob) else None

    def blob(self, attachment: Attachment, name: str | None) -> Blob | None:
        """A Blob."""
        return JsBlob(attachment, name) if hasattr(attachment, "arrayBuffer") else None

    def pack_port(self, port: Any) -> Any:
        """The port itself."""
        return port

    def endpoint(self, attachment: Attachment) -> Endpoint | None:
        """An endpoint over a MessagePort."""
        return MessagePortEndpoint(attachment) if hasattr(attachment, "postMessage") else None


class MessagePortEndpoint:
    """One end of a MessageChannel.

    Args:
        port: a proxy of the MessagePort.
    """

    def __init__(self, port: Any) -> None:
        self.attachments: Attachments = JsAttachments()
        self._port = port
        self._on_frame: Callable[[str, list[Attachment]], None] | None = None
        self._on_close: Callable[[str], None] | None = None
        self._listeners: list[Any] = []

    def start(self, on_frame: Callable[[str, list[Attachment]], None], on_close: Callable[[str], None]) -> None:
        """Begin to give out frames."""
        self._on_frame, self._on_close = on_frame, on_close
        listeners: list[tuple[str, Callable[[Any], None]]] = [
            ("message", self._receive),
            ("messageerror", lambda _event: self._ended("it sent a message that can't be read")),
            # Not every browser tells that the other end of a port is gone.
            ("close", lambda _event: self._ended("it ended")),
        ]
        for name, listener in listeners:
            proxy = create_proxy(listener)
            self._listeners.append(proxy)
            self._port.addEventListener(name, proxy)
        self._port.start()

    def send(self, header: str, attachments: Sequence[Attachment]) -> None:
        """Send a frame. Buffers and ports are handed over."""
        if not attachments:
            # A bare text is the quickest thing that can be sent.
            self._port.postMessage(header)
            return
        moved = [each for each in attachments if isinstance(each, JsBuffer) or hasattr(each, "postMessage")]
        self._port.postMessage(array_of([header, *attachments]), array_of(moved))

    def close(self, reason: str = "") -> None:  # noqa: ARG002 (a port can't tell it)
        """Close the port."""
        self._on_frame = self._on_close = None
        self._port.close()
        listeners, self._listeners = self._listeners, []
        for proxy in listeners:
            # Not now: this may run inside of one of them.
            asyncio.get_running_loop().call_soon(proxy.destroy)

    def _receive(self, event: Any) -> None:
        on_frame = self._on_frame
        if on_frame is None:
            return
        data = event.data
        if isinstance(data, str):
            on_frame(data, [])
            return
        if not is_array(data):
            self._ended("it sent a message that is no frame")
            return
        header, *attachments = list(data) or [None]
        if not isinstance(header, str) or not all(isinstance(each, JsProxy) for each in attachments):
            self._ended("it sent a message that is no frame")
            return
        on_frame(header, attachments)

    def _ended(self, reason: str) -> None:
        tell = self._on_close
        self.close()
        if tell is not None:
            tell(reason)
