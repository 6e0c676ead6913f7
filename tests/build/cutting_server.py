"""A server that cuts its answers off, as a bad line does."""

from __future__ import annotations

import http.server


class CuttingServer(http.server.ThreadingHTTPServer):
    """Serves `content` at every address; each of the first `cuts` answers ends after `piece` bytes."""

    daemon_threads = True

    def __init__(self, content: bytes, *, cuts: int = 0, piece: int = 0, ranges: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content = content
        self.cuts = cuts
        self.piece = piece
        self.ranges = ranges
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """Where it answers, ending with a slash."""
        return f"http://127.0.0.1:{self.server_port}/"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: CuttingServer

    def do_GET(self) -> None:
        wanted = self.headers.get("Range", "")
        self.server.asked.append(wanted)
        if self.path.endswith("missing"):
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.server.ranges else 0
        body = self.server.content[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.server.cuts > 0:
            self.server.cuts -= 1
            body = body[: self.server.piece]
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass
