"""A server that writes down everything that reaches it: what a sealed plugin must never cause."""

from __future__ import annotations

import base64
import hashlib
import socket
import socketserver
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_WEBSOCKET_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_MEDIA_TYPES = {".js": "text/javascript", ".png": "image/png", ".css": "text/css", ".wasm": "application/wasm"}
_BODY = b"self.reached = 1;"
_ALLOWING = (
    "access-control-allow-origin: *\r\n"
    "access-control-allow-headers: *\r\n"
    "access-control-allow-methods: *\r\n"
    "cross-origin-resource-policy: cross-origin\r\n"
)


@dataclass
class Collector:
    """HTTP, WebSocket and UDP (STUN, QUIC) on one free loopback port.

    It answers everything as permissively as a server can, so that nothing but the sandbox stands in the way; a path
    like `/redirect-307?ADDRESS` sends the client on to that address. As it
    also records `CONNECT` and absolute request targets, a browser can be given it as its proxy: then it records
    every request to a host that is not on this machine.
    """

    arrivals: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._arrived = threading.Condition()
        collector = self

        class Connection(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                collector._answer(self)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        # One number for both, since WebTransport's QUIC goes to the UDP port of the same number.
        self._server, self._udp = _one_port(lambda: Server(("127.0.0.1", 0), Connection))
        self.port = int(self._server.server_address[1])
        for work in (lambda: self._server.serve_forever(0.05), self._listen):
            threading.Thread(target=work, daemon=True).start()

    @property
    def address(self) -> str:
        """Its HTTP address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def stun(self) -> str:
        """Its address as a STUN server for WebRTC."""
        return f"stun:127.0.0.1:{self.port}"

    def reset(self) -> None:
        """Forget what has arrived."""
        with self._arrived:
            self.arrivals.clear()

    def wait_for(self, wanted: Callable[[list[str]], bool], timeout: float) -> bool:
        """Wait until the arrivals are as wanted.

        Returns:
            whether they became so within `timeout` seconds.
        """
        with self._arrived:
            return self._arrived.wait_for(lambda: wanted(list(self.arrivals)), timeout)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._udp.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _record(self, text: str) -> None:
        with self._arrived:
            self.arrivals.append(text)
            self._arrived.notify_all()

    def _listen(self) -> None:
        while True:
            try:
                data, sender = self._udp.recvfrom(65536)
            except OSError:
                return
            self._record(f"UDP {len(data)} bytes from {sender[0]}")

    def _answer(self, connection: socketserver.StreamRequestHandler) -> None:
        try:
            line = connection.rfile.readline(65536).decode("latin-1").strip()
            headers: dict[str, str] = {}
            while (header := connection.rfile.readline(65536).decode("latin-1").strip()) != "":
                name, _, value = header.partition(":")
                headers[name.lower()] = value.strip()
        except OSError:
            line, headers = "", {}
        key = headers.get("sec-websocket-key")
        # A connection that says nothing has told something too: it was opened.
        self._record(f"{'WebSocket ' if key else ''}{line or 'connection without a request'}")
        try:
            if key is None or " /redirect-" in line:
                connection.wfile.write(_http_answer(line))
                return
            connection.wfile.write(_websocket_answer(key))
            while connection.rfile.read(1):
                # An open WebSocket stays open until its client leaves; what it says no longer matters.
                continue
        except OSError:
            return


def _one_port(serve: Callable[[], socketserver.TCPServer]) -> tuple[socketserver.TCPServer, socket.socket]:
    for _ in range(20):
        server = serve()
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            datagrams.bind(("127.0.0.1", int(server.server_address[1])))
        except OSError:
            server.server_close()
            datagrams.close()
            continue
        return server, datagrams
    raise OSError("no port was free for both TCP and UDP in 20 tries")


def _websocket_answer(key: str) -> bytes:
    accept = base64.b64encode(hashlib.sha1(key.encode() + _WEBSOCKET_GUID, usedforsecurity=False).digest()).decode()
    return (
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
        f"sec-websocket-accept: {accept}\r\n\r\n"
    ).encode()


def _http_answer(line: str) -> bytes:
    target = line.split(" ")[1] if line.count(" ") >= 2 else ""
    if line.startswith("CONNECT"):
        return b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    path, _, query = target.partition("?")
    if path.startswith("/redirect-"):
        status = path.removeprefix("/redirect-")[:3]
        return (
            f"HTTP/1.1 {status} Elsewhere\r\n{_ALLOWING}location: {unquote(query)}\r\n"
            "content-length: 0\r\nconnection: close\r\n\r\n"
        ).encode()
    media_type = next((kind for ending, kind in _MEDIA_TYPES.items() if path.endswith(ending)), "text/plain")
    return (
        f"HTTP/1.1 200 OK\r\n{_ALLOWING}content-type: {media_type}\r\n"
        f"content-length: {len(_BODY)}\r\nconnection: close\r\n\r\n"
    ).encode() + _BODY
