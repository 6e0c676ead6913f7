"""The other side's objects that are held here. When one is no longer used the other side is told, many at a time."""

from __future__ import annotations

import asyncio
import weakref
from typing import TYPE_CHECKING, Any

from .remote import Remote, RemoteIterator, RemoteKind, facts_of, set_props

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .peer import Peer


class _Held:
    """How often an object has come since its `Remote` was made."""

    __slots__ = ("count", "finalizer", "id", "remote")

    def __init__(self, number: int, remote: Remote) -> None:
        self.id = number
        self.count = 1
        self.remote = weakref.ref(remote)
        self.finalizer: weakref.finalize[[_Held], Remote] | None = None


class Imports:
    """Far objects by number."""

    def __init__(self, peer: Peer, send: Callable[[list[tuple[int, int]]], None]) -> None:
        self._peer = peer
        self._send = send
        self._held: dict[int, _Held] = {}
        self._gone: list[tuple[int, int]] = []
        self._scheduled = False

    def __len__(self) -> int:
        return len(self._held)

    def add(self, number: int, kind: RemoteKind, name: str, methods: Sequence[str], props: Mapping[str, Any]) -> Remote:
        """The `Remote` of an object: the same one for as long as anybody holds it."""
        held = self._held.get(number)
        living = None if held is None else held.remote()
        if held is not None and living is not None:
            held.count += 1
            if props:
                set_props(living, props)
            return living
        make = RemoteIterator if kind == "iterator" else Remote
        remote = make(self._peer, number, kind, name, tuple(methods), props)
        held = _Held(number, remote)
        held.finalizer = weakref.finalize(remote, self._forget, held)
        held.finalizer.atexit = False
        self._held[number] = held
        return remote

    def holds(self, remote: Remote) -> bool:
        """Whether this is one of ours that may still be used."""
        held = self._held.get(facts_of(remote).id)
        return held is not None and held.remote() is remote

    def release(self, remote: Remote) -> None:
        """Let one go before it is collected."""
        held = self._held.get(facts_of(remote).id)
        if held is not None and held.remote() is remote and held.finalizer is not None:
            held.finalizer()

    def clear(self) -> None:
        """Forget everything; nobody is left to be told."""
        for held in self._held.values():
            if held.finalizer is not None:
                held.finalizer.detach()
        self._held.clear()
        self._gone.clear()

    def _forget(self, held: _Held) -> None:
        self._gone.append((held.id, held.count))
        # A newer Remote of the same object may have taken the place of the one that was collected.
        if self._held.get(held.id) is held:
            del self._held[held.id]
        if not self._scheduled:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                # Collected when no loop runs any more: so does no peer.
                return
            self._scheduled = True
            loop.call_soon(self._tell)

    def _tell(self) -> None:
        self._scheduled = False
        gone, self._gone = self._gone, []
        if gone:
            self._send(gone)
