"""`http.client`, and with it `urllib.request` and `xmlrpc`: connections that are requests of the sandbox."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from .request import request_now

if TYPE_CHECKING:
    from types import ModuleType


class RequestSocket:
    """Takes a request as HTTP/1.1 writes it, and gives the answer in the same form when it is read.

    Args:
        origin: scheme, host and port.
        timeout: in seconds; None waits for as long as it takes.
    """

    def __init__(self, origin: str, timeout: float | None) -> None:
        self._origin = origin
        self._timeout = timeout
        self._sent = bytearray()

    def sendall(self, data: Any) -> None:
        """Take a part of the request."""
        self._sent += data

    def makefile(self, mode: str, buffering: int | None = None) -> io.BytesIO:  # noqa: ARG002 (as of a socket)
        """The answer to what has been sent."""
        text, _, body = bytes(self._sent).partition(b"\r\n\r\n")
        self._sent.clear()
        first, *lines = text.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        if any(name.lower() == "transfer-encoding" and value.lower() == "chunked" for name, value in headers):
            body = _unchunked(body)
        url = target if "://" in target else self._origin + target
        answer = request_now(method, url, headers, body, self._timeout)
        # A HEAD's length is that of what was not sent.
        length = [] if method == "HEAD" else [("content-length", str(len(answer.body)))]
        head = "".join(f"{name}: {value}\r\n" for name, value in [*answer.headers, *length])
        reason = answer.reason or "OK"
        return io.BytesIO(f"HTTP/1.1 {answer.status} {reason}\r\n{head}\r\n".encode("latin-1", "replace") + answer.body)

    def settimeout(self, timeout: float | None) -> None:
        """Wait so many seconds for an answer."""
        self._timeout = timeout

    def setsockopt(self, *args: object) -> None:
        """There is nothing to set."""

    def close(self) -> None:
        """Forget what was not asked for yet."""
        self._sent.clear()


def _unchunked(body: bytes) -> bytes:
    whole = bytearray()
    while body:
        size, _, body = body.partition(b"\r\n")
        length = int(size.partition(b";")[0], 16)
        whole += body[:length]
        body = body[length + 2 :]
    return bytes(whole)


def adapt(client: ModuleType) -> None:
    """Let connections of `http.client` go through the sandbox's requests; https too, though there is no `ssl`."""
    import socket

    plain = client.HTTPConnection

    def connect(self: Any) -> None:
        if self._tunnel_host:
            raise OSError("A proxy can't be used here: the browser makes the connection.")
        scheme = "https" if isinstance(self, client.HTTPSConnection) else "http"
        timeout = self.timeout
        if timeout is socket._GLOBAL_DEFAULT_TIMEOUT:  # type: ignore[attr-defined]
            timeout = socket.getdefaulttimeout()
        host = f"[{self.host}]" if ":" in self.host else self.host
        self.sock = RequestSocket(f"{scheme}://{host}:{self.port}", timeout)

    plain.connect = connect
    if not hasattr(client, "HTTPSConnection"):

        def begin(self: Any, host: str, port: int | None = None, *, context: Any = None, **options: Any) -> None:  # noqa: ARG001 (there are no certificates to choose)
            plain.__init__(self, host, port, **options)

        secure = type("HTTPSConnection", (plain,), {"default_port": client.HTTPS_PORT, "__init__": begin})
        client.HTTPSConnection = secure  # type: ignore[attr-defined]
        client.__all__.append("HTTPSConnection")
    else:
        client.HTTPSConnection.connect = connect
