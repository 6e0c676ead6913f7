"""A plain static host: files below a sub-path, no headers beyond type and length, and the faults that hosts have."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from types import TracebackType

_MEDIA_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
_HELD = 300
"""Seconds that an answer waits at the longest: far longer than a test on a busy machine, so that it ends it."""


@dataclass
class Faults:
    """What goes wrong at one address."""

    cut_after: int | None = None
    """Bytes after which the connection is closed though the length promised more."""
    instead: bytes | None = None
    """Other content with status 200."""
    status: int | None = None
    until: threading.Event | None = None
    """The answer waits until this is set."""
    hold_after: int | None = None
    """Bytes after which the answer waits until `until` is set, instead of before."""


@dataclass
class StaticSite:
    """Serves `root` below `base`, and `files` (put there by a test) at the paths they are given."""

    root: Path
    base: str = "/some/where/"
    headers: dict[str, str] = field(default_factory=dict)
    port: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, Faults] = field(default_factory=dict)
    """By the end of the path that they concern."""
    requests: Counter[str] = field(default_factory=Counter)
    ranged: dict[str, list[str]] = field(default_factory=dict)
    """Paths of which parts can be had, and the parts that were asked for."""

    def __post_init__(self) -> None:
        self._server: ThreadingHTTPServer | None = None
        self._place: socket.socket | None = None
        self._counting = threading.Lock()
        self.start()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        """Where the site begins; ends in a slash."""
        return self.origin + self.base

    def put(self, path: str, content: bytes) -> str:
        """Serve `content` at `path` (beginning with a slash) beside the site.

        Returns:
            its address.
        """
        self.files[path] = content
        return self.origin + path

    def start(self) -> None:
        """Listen, on the same port as before if it has been stopped."""
        site = self
        self._leave_place()

        class Handler(_Handler):
            host = site

        class Server(ThreadingHTTPServer):
            # A test that begins with many files at once must not see refused connections.
            request_queue_size = 128

        self._server = Server(("127.0.0.1", self.port), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """Refuse connections from now on, as a host that is down or a network that is gone."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            # A port that nobody holds may be given to any connection of this machine before the host is back.
            self._place = socket.socket()
            self._place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._place.bind(("127.0.0.1", self.port))

    def _leave_place(self) -> None:
        if self._place is not None:
            self._place.close()
            self._place = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for fault in self.faults.values():
            if fault.until is not None:
                fault.until.set()
        self.stop()
        self._leave_place()

    def count(self, path: str) -> None:
        """Keep that a path was asked for; answers are given by several threads."""
        with self._counting:
            self.requests[path] += 1

    def asked(self) -> list[str]:
        """The paths that were asked for so far, while more may come."""
        with self._counting:
            return list(self.requests)

    def content(self, path: str) -> bytes | None:
        """The bytes at a path, or None where nothing is."""
        if path in self.files:
            return self.files[path]
        if not path.startswith(self.base):
            return None
        relative = path[len(self.base) :] or "index.html"
        file = (self.root / relative).resolve()
        if not file.is_relative_to(self.root.resolve()) or not file.is_file():
            return None
        return file.read_bytes()

    def fault(self, path: str) -> Faults:
        """What goes wrong at a path."""
        return next((fault for end, fault in self.faults.items() if path.endswith(end)), Faults())


class _Handler(BaseHTTPRequestHandler):
    host: StaticSite
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.host.count(path)
        fault = self.host.fault(path)
        if fault.until is not None and fault.hold_after is None:
            fault.until.wait(_HELD)
        content = self.host.content(path) if fault.instead is None else fault.instead
        status = fault.status or (404 if content is None else 200)
        body = b"nothing here" if content is None else content
        part = self._part(path, len(body))
        whole, body = len(body), body[part:]
        self.send_response_only(206 if part else status)
        ending = ".html" if path.endswith("/") else Path(path).suffix
        self.send_header("content-type", _MEDIA_TYPES.get(ending, "application/octet-stream"))
        self.send_header("content-length", str(len(body)))
        if part:
            self.send_header("content-range", f"bytes {part}-{whole - 1}/{whole}")
        for name, value in self.host.headers.items():
            self.send_header(name, value)
        # A stopped server must not go on answering over a connection that was kept.
        self.send_header("connection", "close")
        self.close_connection = True
        try:
            self.end_headers()
            if fault.hold_after is not None and fault.until is not None:
                self.wfile.write(body[: fault.hold_after])
                fault.until.wait(_HELD)
                return
            self.wfile.write(body if fault.cut_after is None else body[: fault.cut_after])
        except OSError:
            # The browser left before the answer was whole.
            return

    def _part(self, path: str, size: int) -> int:
        """Where the part begins that is asked for; 0 for the whole file."""
        asked = self.headers.get("range")
        if asked is None or path not in self.host.ranged:
            return 0
        self.host.ranged[path].append(asked)
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        return start if start < size else 0

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it)
        """Say nothing; the test's own messages are what is read."""
