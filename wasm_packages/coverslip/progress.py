"""How far an op is: `await progress(0.4, "Thresholding")`."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from .rpc.context import CallContext, current_call

if TYPE_CHECKING:
    from collections.abc import Generator

#: Reports of one call that are sent at once, and then how many a second; what is above is left out.
BURST = 30
RATE = 30.0


def progress(fraction: float | None, text: str = "", *, seconds_left: float = 0.0) -> Pause:
    """Report how far the op is that runs now. Await it where that is possible: then a click on Stop is heard.

    Args:
        fraction: 0 to 1; None when it can't be told.
        text: what is being done.
        seconds_left: how long it still takes, in seconds; told after the text, from a second on.

    Returns:
        Something to await; it gives others their turn. It need not be awaited.
    """
    if fraction is not None:
        fraction = min(max(float(fraction), 0.0), 1.0)
    if seconds_left >= 1:
        text = f"{text}, {_duration(seconds_left)} left" if text else f"{_duration(seconds_left)} left"
    call = current_call.get()
    if call is not None:
        _report(call, fraction, text)
    else:
        _draw(fraction, text)
    return Pause()


def _duration(seconds: float) -> str:
    """A duration as people say it: "12 s", "3 min 20 s", "7 h 27 min"."""
    if seconds < 59.5:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


class Pause:
    """Gives others their turn when it is awaited."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            # Driven by hand, with no loop that others could have a turn in.
            return
        yield from asyncio.sleep(0).__await__()


@dataclass
class _Throttle:
    """Lets through as many reports of one call as can be looked at."""

    allowance: float = BURST
    at: float = 0.0

    def allows(self) -> bool:
        """Whether one more may be sent now."""
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.at) * RATE)
        self.at = now
        if self.allowance < 1:
            return False
        self.allowance -= 1
        return True


_throttles: WeakKeyDictionary[CallContext, _Throttle] = WeakKeyDictionary()


def _report(call: CallContext, fraction: float | None, text: str) -> None:
    throttle = _throttles.get(call)
    if throttle is None:
        throttle = _throttles[call] = _Throttle()
    if throttle.allows():
        call.progress({"fraction": fraction, "text": text})


_drawn = False


def finish_drawing() -> None:
    """End the line that was drawn on the terminal, if there is one."""
    global _drawn
    if _drawn:
        _drawn = False
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _draw(fraction: float | None, text: str) -> None:
    """A line on stderr, drawn over itself on a terminal."""
    global _drawn
    share = "" if fraction is None else f"{fraction:4.0%} "
    if sys.stderr.isatty():
        _drawn = True
        sys.stderr.write(f"\r\x1b[K{share}{text}")
    else:
        sys.stderr.write(f"{share}{text}\n")
    sys.stderr.flush()
