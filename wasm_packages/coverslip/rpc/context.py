"""The call that is being served now: how far it is can be told to its caller."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, eq=False)
class CallContext:
    """A call that is being served.

    Attributes:
        progress: tells the caller how far the call is; does nothing once it has ended.
    """

    progress: Callable[[Any], None]


#: The call that the code runs in; None outside of calls.
current_call: ContextVar[CallContext | None] = ContextVar("current_call", default=None)
