"""Decoded pieces of files that will probably be needed again, up to so many bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable

    import numpy as np

_CAPACITY = 128 * 2**20


class SegmentCache:
    """Keeps the pieces that were used last."""

    def __init__(self, capacity: int = _CAPACITY) -> None:
        self._capacity = capacity
        self._bytes = 0
        self._pieces: OrderedDict[Hashable, np.ndarray[Any, Any]] = OrderedDict()

    def get(self, key: Hashable) -> np.ndarray[Any, Any] | None:
        """A piece; None when it is not kept."""
        piece = self._pieces.get(key)
        if piece is not None:
            self._pieces.move_to_end(key)
        return piece

    def put(self, key: Hashable, piece: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """Keep a piece, unless it is larger than all room, and let go of those that were not used for longest."""
        if piece.nbytes <= self._capacity:
            self._pieces[key] = piece
            self._bytes += piece.nbytes
            while self._bytes > self._capacity:
                self._bytes -= self._pieces.popitem(last=False)[1].nbytes
        return piece

    def clear(self) -> None:
        """Let go of all."""
        self._pieces.clear()
        self._bytes = 0
