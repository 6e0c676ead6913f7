"""Who hears what a process prints."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Listeners:
    """The callers of a plugin hear what it prints while their calls last; one function hears the rest.

    Args:
        otherwise: gets what is printed between calls.
    """

    def __init__(self, otherwise: Callable[[str, str], None]) -> None:
        self._otherwise = otherwise
        self._callers: list[Callable[[str, str], None]] = []

    def tell(self, text: str, level: str) -> None:
        """Hand on lines and their level."""
        for listener in list(self._callers) or [self._otherwise]:
            listener(text, level)

    @contextmanager
    def listening(self, listener: Callable[[str, str], None] | None) -> Iterator[None]:
        """Let a function hear what is printed meanwhile."""
        if listener is None:
            yield
            return
        self._callers.append(listener)
        try:
            yield
        finally:
            self._callers.remove(listener)
