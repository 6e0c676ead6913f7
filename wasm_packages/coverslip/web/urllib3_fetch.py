"""`urllib3` and with it `requests`: they know browsers already, but would stream by a worker that reaches nothing here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType


def adapt(fetch: ModuleType) -> None:
    """Let `urllib3` use the sandbox's `XMLHttpRequest` and `fetch` only."""
    fetcher = fetch._fetcher
    if fetcher is not None:
        fetcher.js_worker.terminate()
        fetch._fetcher = None  # type: ignore[attr-defined]
