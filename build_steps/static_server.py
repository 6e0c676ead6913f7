"""A static server for the site: threads, right media types, ranges, and isolation headers when wanted."""

from __future__ import annotations

import http.server
import mimetypes
import re
import sys
import threading
import urllib.parse
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from build_steps.errors import StepError

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_BLOCK = 1 << 18
_Server = TypeVar("_Server", bound=http.server.ThreadingHTTPServer)
ISOLATION_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "credentialless",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class StaticServer(http.server.ThreadingHTTPServer):
    """Serves `folder` below `base`; port 0 takes a free one.

    Raises:
        StepError: the port is taken, or is none.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, folder: Path, *, port: int = 0, base: str = "/", isolated: bool = False, host: str = "127.0.0.1"
    ) -> None:
        self.folder = folder
        self.base = base if base.endswith("/") else base + "/"
        self.isolated = isolated
        try:
            super().__init__((host, port), StaticHandler)
        except OverflowError as error:
            raise StepError(f"There is no port {port}: name one from 1 to 65535 with --port.") from error
        except OSError as error:
            raise StepError(f"Port {port} can't be had ({error.strerror}); name another one with --port.") from error

    def handle_error(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Says nothing of a browser that went away, and all of anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """The address of the site."""
        return f"http://localhost:{self.server_port}{self.base}"


class StaticHandler(http.server.BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    protocol_version = "HTTP/1.1"
    server: StaticServer
    timeout = 60

    def do_GET(self) -> None:
        """Sends a file, or the part of it that was asked for."""
        self._answer(body=True)

    def do_HEAD(self) -> None:
        """Sends what GET would, without the file."""
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stays silent: what matters is seen in the browser."""

    def _answer(self, *, body: bool) -> None:
        path = urllib.parse.unquote(urllib.parse.urlsplit(self.path).path)
        if path + "/" == self.server.base:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", self.server.base)
            self._end(0)
            return
        found = self._file(path)
        if found is None:
            text = b"There is nothing at this address.\n"
            self.send_response(HTTPStatus.NOT_FOUND)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self._end(len(text))
            if body:
                self.wfile.write(text)
            return
        size = found.stat().st_size
        start, stop = 0, size
        wanted = self._range(size)
        if wanted is None:
            self.send_response(HTTPStatus.OK)
        elif wanted[0] >= wanted[1]:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self._end(0)
            return
        else:
            start, stop = wanted
            self.send_response(HTTPStatus.PARTIAL_CONTENT)
            self.send_header("Content-Range", f"bytes {start}-{stop - 1}/{size}")
        self.send_header("Content-Type", media_type(found))
        self.send_header("Accept-Ranges", "bytes")
        named = found.relative_to(self.server.folder)
        lasting = named.parts[0] in {"assets", "app"}
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if lasting else "no-cache")
        self._end(stop - start)
        if body:
            self._send(found, start, stop)

    def _end(self, length: int) -> None:
        self.send_header("Content-Length", str(length))
        if self.server.isolated:
            for name, value in ISOLATION_HEADERS.items():
                self.send_header(name, value)
        self.end_headers()

    def _file(self, path: str) -> Path | None:
        if not path.startswith(self.server.base):
            return None
        inside = path[len(self.server.base) :] or "index.html"
        if inside.endswith("/"):
            inside += "index.html"
        root = self.server.folder.resolve()
        found = (root / inside).resolve()
        return root / found.relative_to(root) if found.is_relative_to(root) and found.is_file() else None

    def _range(self, size: int) -> tuple[int, int] | None:
        """The bytes asked for, `(start, stop)`; None for all of them."""
        match = _RANGE.fullmatch(self.headers.get("Range", ""))
        if match is None or match.groups() == ("", ""):
            return None
        first, last = match.groups()
        if not first:
            return max(size - int(last), 0), size
        return int(first), min(int(last) + 1, size) if last else size

    def _send(self, path: Path, start: int, stop: int) -> None:
        with path.open("rb") as stream:
            stream.seek(start)
            left = stop - start
            while left > 0 and (block := stream.read(min(_BLOCK, left))):
                try:
                    self.wfile.write(block)
                except (BrokenPipeError, ConnectionResetError):  # the browser no longer wants it
                    self.close_connection = True
                    return
                left -= len(block)


def media_type(path: Path) -> str:
    """The media type of a file by its ending; a compressed asset is bytes, which the page decodes."""
    if path.suffix == ".gz":
        return "application/octet-stream"
    return _TYPES.get(path.suffix) or mimetypes.guess_type(path.name, strict=False)[0] or "application/octet-stream"


@contextmanager
def serving(server: _Server) -> Iterator[_Server]:
    """Runs `server` in a thread of its own while the block runs."""
    thread = threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
