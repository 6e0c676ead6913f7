"""Events by name: what plugins and windows offer as `on`, `off` and `emit`."""

from __future__ import annotations

import asyncio
import inspect
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Listener = Callable[[Any], Any]

# A loop holds its tasks only weakly.
_calls: set[Any] = set()


class Emitter:
    """Tells listeners of events."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Listener]] = {}
        self._last: dict[str, Any] = {}

    def on(self, event: str, listener: Listener, fire_if_emitted: bool = False) -> None:
        """Call a function with the value of each event of this name; with `fire_if_emitted` also of the last one."""
        self._listeners.setdefault(event, []).append(listener)
        if fire_if_emitted and event in self._last:
            _call(listener, self._last[event])

    def off(self, event: str, listener: Listener | None = None) -> None:
        """Forget a listener, or all of an event."""
        if listener is None:
            self._listeners.pop(event, None)
        elif listener in self._listeners.get(event, []):
            self._listeners[event].remove(listener)

    def emit(self, event: str, value: Any = None) -> None:
        """Tell the listeners. One that fails does not keep the others from hearing."""
        self._last[event] = value
        for listener in list(self._listeners.get(event, ())):
            _call(listener, value)


def _call(listener: Listener, value: Any) -> None:
    async def call() -> None:
        try:
            result = listener(value)
            if inspect.isawaitable(result):
                await result
        except Exception as error:
            sys.stderr.write(f"A listener failed: {type(error).__name__}: {error}\n")

    task = asyncio.get_running_loop().create_task(call())
    _calls.add(task)
    task.add_done_callback(_calls.discard)
