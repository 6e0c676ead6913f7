"""JavaScript's `undefined`, where it is to be told from None."""

from __future__ import annotations

import enum


class Undefined(enum.Enum):
    """The type of `UNDEFINED`. Calls give None for it; a decoder that is asked to keeps it."""

    UNDEFINED = "undefined"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNDEFINED"


UNDEFINED = Undefined.UNDEFINED
