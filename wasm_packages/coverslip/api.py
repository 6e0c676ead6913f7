"""The app, as a plugin sees it: `await api.showMessage("Done")`, `plugin = await api.getPlugin("Count nuclei")`.

In the browser every function of the host is here (README.md lists them). In a plain script `log` and `showMessage`
write to stderr, and what needs the app raises `NotAvailable`.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from .errors import NotAvailable
from .rpc.remote import Remote, peer_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Names whose functions stand below them: `api.utils.sleep`.
NAMESPACES = ("engines", "fs", "models", "utils")
#: What is no function; the host tells the rest.
CONSTANTS: Mapping[str, Any] = {"TAG": None, "WORKSPACE": "default", "ENGINE_URL": "", "FILE_MANAGER_URL": ""}

_host: Remote | None = None
_app = True
_exported: Any = None
_on_export: Callable[[], object] | None = None
_constants: Mapping[str, Any] = CONSTANTS


def export(interface: Any, config: Mapping[str, Any] | None = None) -> Done:  # noqa: ARG001 (ImJoy's)
    """Offer an object's public methods (or the functions of a dict) to other plugins, beside the ops."""
    global _exported
    _exported = interface
    if _on_export is not None:
        _on_export()
    return Done()


def init(config: Mapping[str, Any] | None = None) -> Done:
    """Export nothing that could be called, for a plugin that only has to be started."""
    return export({"setup": lambda: None}, config)


def dispose() -> Done:
    """End this plugin; it starts again with the next call."""
    if _host is not None:
        peer_of(_host).close("the plugin ended itself")
    return Done()


def disposeObject(target: Any) -> Done:  # noqa: N802 (ImJoy's)
    """Let a far object go at once, instead of when nothing here holds it any more."""
    if isinstance(target, Remote):
        peer_of(target).release(target)
    return Done()


def take_export() -> Any:
    """What was exported since the last time; None when nothing was."""
    global _exported
    taken, _exported = _exported, None
    return taken


def registerCodec(codec: Mapping[str, Any] | None = None, **parts: Any) -> Done:  # noqa: N802 (ImJoy's name)
    """Say how objects of a class travel to whoever registers a codec of the same name.

    Args:
        codec: `name`, `type` (the class), `encoder` (gives what is sent in an object's place: anything that can be
            sent, or an awaitable of it) and `decoder` (gives the object from that).
        parts: the same as keyword arguments.

    Raises:
        TypeError: when a part is missing, or is none that a codec has.
    """
    from .rpc import Codec, shared_codecs

    shared_codecs.register(Codec(**{**(codec or {}), **parts}))
    return Done()


def listen_for_export(listener: Callable[[], object] | None) -> None:
    """Call a function at each `export` from now on; None ends it. What was exported before is forgotten."""
    global _on_export
    if listener is not None:
        take_export()
    _on_export = listener


def connect(host: Remote | None, constants: Mapping[str, Any] = CONSTANTS, *, app: bool = True) -> None:
    """Send every call to this object from now on; None disconnects.

    Args:
        host: the host's root.
        constants: what the api has besides functions.
        app: whether that is the app, which has windows, models and packages; an engine has none.
    """
    global _host, _app, _constants
    _host = host
    _app = app
    _constants = {**CONSTANTS, **constants}


def connected() -> bool:
    """Whether there is an app, with windows, models and packages of its own."""
    return _host is not None and _app


def __getattr__(name: str) -> Any:
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _constants:
        return _constants[name]
    return _Namespace(name) if name in NAMESPACES else _function(name)


def _function(path: str) -> Callable[..., Any]:
    if _host is not None:
        method: Callable[..., Any] = _host[path]
        return method
    if path in ("log", "showMessage", "showStatus", "showSnackbar", "alert", "error"):
        return _write
    return _Unavailable(path)


class _Namespace:
    """Functions below a name, such as `api.utils`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._name == "utils" and name == "ndarray":
            # ImJoy's earlier versions sent arrays in a form of their own; now they are sent as they are.
            return _as_array
        return _function(f"{self._name}.{name}")

    def __getitem__(self, name: str) -> Callable[..., Any]:
        """A function whose name is none of Python's, such as `$forceUpdate`."""
        return _function(f"{self._name}.{name}")


def _as_array(array: Any) -> Any:
    return array


def _write(*values: Any, **_options: Any) -> Done:
    sys.stderr.write(" ".join(map(str, values)) + "\n")
    return Done()


class Done:
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
