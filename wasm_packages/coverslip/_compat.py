"""The only place that knows Pyodide. Import it only where Python runs in JavaScript."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import js
import pyodide_js
from pyodide.ffi import JsBuffer, JsException, JsProxy, can_run_sync, create_proxy, run_sync, to_js

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "JsBuffer",
    "JsException",
    "JsProxy",
    "array_of",
    "can_run_sync",
    "create_proxy",
    "import_scripts",
    "is_array",
    "js",
    "mount_files",
    "new_array_buffer",
    "new_blob",
    "quiet_interrupts",
    "run_sync",
    "to_js",
    "unmount_files",
]


def array_of(items: list[Any]) -> Any:
    """A JavaScript array of texts and JavaScript objects."""
    return to_js(items)


def is_array(value: Any) -> bool:
    """Whether this is a JavaScript array."""
    return bool(js.Array.isArray(value))


def new_array_buffer(size: int) -> Any:
    """A new ArrayBuffer of zeros."""
    return js.ArrayBuffer.new(size)


def new_blob(data: Any, name: str, mime: str) -> Any:
    """A new File over a JavaScript buffer, or a Blob when it has no name."""
    options = js.Object.fromEntries(to_js([["type", mime]]))
    return js.File.new(to_js([data]), name, options) if name else js.Blob.new(to_js([data]), options)


def mount_files(folder: str, files: list[tuple[str, Any]]) -> None:
    """Let Blobs be read as files of a folder: what is asked for is read from them then, and nothing is kept."""
    blobs = [js.Object.fromEntries(to_js([["name", name], ["data", blob]])) for name, blob in files]
    options = js.Object.fromEntries(to_js([["blobs", to_js(blobs)]]))
    pyodide_js.FS.mount(pyodide_js.FS.filesystems.WORKERFS, options, folder)


def unmount_files(folder: str) -> None:
    """End what `mount_files` began."""
    pyodide_js.FS.unmount(folder)


async def import_scripts(addresses: list[str]) -> None:
    """Run scripts in JavaScript in the global scope, fetched by the worker's own `fetch`.

    Raises:
        OSError: a script is not to be had.
    """
    for address in addresses:
        response = await js.fetch(address)
        if not response.ok:
            raise OSError(f"The requirement {address} could not be fetched (HTTP {response.status}).")
        options = js.Object.fromEntries(to_js([["type", "text/javascript"]]))
        local = js.URL.createObjectURL(js.Blob.new(to_js([await response.text()]), options))
        try:
            js.importScripts(local)
        finally:
            js.URL.revokeObjectURL(local)


def quiet_interrupts(forget: Callable[[], None]) -> None:
    """Keep an interrupt or exit that leaves a task of its own from becoming an uncaught error of the worker."""
    loop = asyncio.get_event_loop()
    # Pyodide's loop offers no public way to say it.
    for handler, function in (
        ("_keyboard_interrupt_handler", forget),
        ("_system_exit_handler", lambda _code: forget()),
    ):
        if hasattr(loop, handler):
            setattr(loop, handler, function)
