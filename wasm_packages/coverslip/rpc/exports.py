"""The objects that this side has sent as references, kept until the other side has dropped each as often as it came."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from coverslip.errors import NotExported

from .exportable import Exportable, ExportedObject, Interface, exportable_of, methods_of, props_of


@dataclass
class _Entry:
    target: Any
    exportable: Exportable
    #: How often it was sent and not yet dropped.
    count: float


class Exports:
    """References by number; 0 is the root."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._ids: dict[int, int] = {}
        self._next = 1

    def set_root(self, root: Any) -> None:
        """Offer an object's public methods (or those of an `Interface`) to the other side."""
        if isinstance(root, Interface):
            exportable = ExportedObject(root.name, root.methods, lambda: root.props)
        else:
            exportable = ExportedObject(type(root).__name__, methods_of(root), lambda: props_of(root))
        self._entries[0] = _Entry(root, exportable, math.inf)
        self._ids[id(root)] = 0

    def __len__(self) -> int:
        return len(self._entries)

    def exportable(self, number: int) -> Exportable:
        """What the other side may do with the object of this number.

        Raises:
            NotExported: when there is none.
        """
        entry = self._entries.get(number)
        if entry is None:
            raise NotExported(f"There is no object {number} here; it may have been dropped.")
        return entry.exportable

    def target(self, number: int) -> Any:
        """The object itself.

        Raises:
            KeyError: when there is none of this number.
        """
        return self._entries[number].target

    def add(self, target: Any) -> tuple[int, Exportable] | None:
        """Count one more sending of an object; None when it can't be sent as a reference."""
        # The entry holds the object, so its id stays its own for as long as the entry is there.
        number = self._ids.get(id(target))
        if number is None:
            exportable = exportable_of(target)
            if exportable is None:
                return None
            number = self._next
            self._next += 1
            self._ids[id(target)] = number
            self._entries[number] = _Entry(target, exportable, 0)
        entry = self._entries[number]
        entry.count += 1
        return number, entry.exportable

    def drop(self, number: int, count: int) -> None:
        """The other side no longer holds `count` sendings. What it never had does no harm."""
        entry = self._entries.get(number)
        if entry is None:
            return
        entry.count -= count
        if entry.count <= 0:
            del self._entries[number]
            del self._ids[id(entry.target)]
            entry.exportable.dropped()

    def clear(self) -> None:
        """Let everything go."""
        entries = list(self._entries.values())
        self._entries.clear()
        self._ids.clear()
        for entry in entries:
            entry.exportable.dropped()
