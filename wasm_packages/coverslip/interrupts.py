"""Stopping running code: SIGINT becomes KeyboardInterrupt in code that may be interrupted, and nowhere else."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

# Code that must run to its end: an interrupt in the middle of a message would break the connection. Modules are told by
# their names, because compiled ones may carry the path at which they were compiled.
_CRITICAL = ("coverslip.rpc.", "coverslip.output", "coverslip.progress")


def install(may_stop: Callable[[FrameType], bool]) -> None:
    """Listen to SIGINT.

    Args:
        may_stop: whether a frame belongs to code that may be interrupted.
    """

    def handle(_signal: int, frame: FrameType | None) -> None:
        critical = False
        while frame is not None:
            if may_stop(frame):
                if critical:
                    _stop_on_return(frame)
                    return
                raise KeyboardInterrupt
            critical = critical or str(frame.f_globals.get("__name__", "")).startswith(_CRITICAL)
            frame = frame.f_back

    signal.signal(signal.SIGINT, handle)


def _stop_on_return(frame: FrameType) -> None:
    """Raise KeyboardInterrupt as soon as this frame, which is waiting for one that it called, runs its next line."""

    def stop(_frame: FrameType, _event: str, _argument: Any) -> None:
        sys.settrace(None)
        frame.f_trace = None
        raise KeyboardInterrupt

    frame.f_trace = stop
    sys.settrace(lambda *_: None)
