"""The app, as a plugin sees it: `await api.showMessage("Done")`, `plugin = await api.getPlugin("Count nuclei")`.

In the browser every function of the host is here (README.md lists them). In a plain script `log` and `showMessage`
write to stderr, and what needs the app raises `NotAvailable`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .errors import NotAvailable

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from .rpc.remote import Remote

_host: Remote | None = None
_exported: Any = None


def export(interface: Any) -> None:
    """Offer an object's public methods (or the functions of a dict) to other plugins, beside the ops."""
    global _exported
    _exported = interface


def take_export() -> Any:
    """What was exported since the last time; None when nothing was."""
    global _exported
    taken, _exported = _exported, None
    return taken


def connect(host: Remote | None) -> None:
    """Send every call to this object from now on; None disconnects."""
    global _host
    _host = host


def connected() -> bool:
    """Whether there is an app."""
    return _host is not None


def __getattr__(name: str) -> Callable[..., Any]:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if _host is not None:
        function: Callable[..., Any] = _host[name]
        return function
    if name in ("log", "showMessage", "showStatus", "showSnackbar", "alert", "error"):
        return _write
    return _Unavailable(name)


def _write(*values: Any, **_options: Any) -> asyncio.Future[None] | _Done:
    sys.stderr.write(" ".join(map(str, values)) + "\n")
    return _Done()


class _Done:
    """Something to await that has happened already."""

    def __await__(self) -> Any:
        return
        yield


class _Unavailable:
    """A function of the app where there is none. Taking it is fine (hasattr, a default); calling it is not."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *_args: Any, **_options: Any) -> Any:
        raise NotAvailable(f"api.{self.name} needs the app: it is there in the browser, not in a plain script.")
