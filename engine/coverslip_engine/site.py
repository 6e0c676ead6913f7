"""The app itself, served by the engine: a page of its own origin may talk to it, whatever browsers forbid others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.staticfiles import StaticFiles

if TYPE_CHECKING:
    import os

    from starlette.responses import Response
    from starlette.types import Scope

#: What lets the app share memory between threads (https://web.dev/articles/coop-coep).
ISOLATION_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "credentialless",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    # Packed assets are bytes, which the page unpacks.
    ".gz": "application/octet-stream",
}


class Site(StaticFiles):
    """The folder of the built app. Nothing outside of it is ever sent."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """A file with the headers that the app needs."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        name = str(full_path)
        kind = next((kind for ending, kind in _TYPES.items() if name.endswith(ending)), None)
        if kind:
            response.headers["Content-Type"] = kind
        lasting = scope["path"].startswith(("/assets/", "/app/"))
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
        response.headers.update(ISOLATION_HEADERS)
        return response
