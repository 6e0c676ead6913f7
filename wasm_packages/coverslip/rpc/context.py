"""The call that is being served now: how far it is can be told to its caller."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class CallContext:
    """A call that is being served.

    Attributes:
        progress: tells the caller how far the call is; does nothing once it has ended.
    """

    progress: Callable[[Any], None]


#: The call that the code runs in; None outside of calls.
current_call: ContextVar[CallContext | None] = ContextVar("current_call", default=None)
