"""`urllib3` and with it `requests`: they would stream by a worker that reaches nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def adapt(fetch: ModuleType) -> None:
    """Let `urllib3` use the sandbox's `XMLHttpRequest` only, or `fetch` where there is no synchronous one."""
    from coverslip._compat import js

    fetcher = fetch._fetcher
    if fetcher is not None:
        fetcher.js_worker.terminate()
        fetch._fetcher = None  # type: ignore[attr-defined]
    if getattr(js, "crossOriginIsolated", False):
        fetch.has_jspi = lambda: False  # type: ignore[attr-defined]
    # Whole answers come instead of streamed ones, which is no reason to warn whoever only reads them.
    fetch._SHOWN_STREAMING_WARNING = True  # type: ignore[attr-defined]
