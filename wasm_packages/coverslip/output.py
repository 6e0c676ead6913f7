"""What a plugin prints, line by line to the host's log: many lines in one message, and never more than can be read."""

from __future__ import annotations

import asyncio
import io
import time
from typing import TYPE_CHECKING, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Callable

#: Lines a second that reach the log; the others are counted.
LINES_A_SECOND = 200
#: Seconds between two messages of one stream.
INTERVAL = 0.05
#: A longer line is cut.
LONGEST_LINE = 4000


class LineWriter(io.TextIOBase):
    """A text stream whose lines go to a function.

    Args:
        send: gets one or more whole lines, joined by line breaks.
        clock: seconds, ever growing.
    """

    def __init__(self, send: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._send = send
        self._clock = clock
        self._partial = ""
        self._lines: list[str] = []
        self._left_out = 0
        self._allowance = float(LINES_A_SECOND)
        self._refilled = clock()
        self._sent = float("-inf")
        self._scheduled = False

    def writable(self) -> bool:
        """True."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """UTF-8, for those who ask."""
        return "utf-8"

    def write(self, text: str) -> int:
        """Take text; whole lines are sent soon."""
        *lines, self._partial = (self._partial + text).split("\n")
        if len(self._partial) > LONGEST_LINE:
            lines.append(self._partial)
            self._partial = ""
        for line in lines:
            # A progress bar draws its line anew after each carriage return: only the last state matters.
            self._take(line.rstrip("\r").rpartition("\r")[2])
        if self._lines or self._left_out:
            self._soon()
        return len(text)

    def flush(self) -> None:
        """Do nothing: flushing each line is common, and a message for each is what this class avoids."""

    def drain(self) -> None:
        """Send everything now, the beginning of a line too."""
        if self._partial:
            self._take(self._partial)
            self._partial = ""
        self._emit()

    def _take(self, line: str) -> None:
        now = self._clock()
        self._allowance = min(LINES_A_SECOND, self._allowance + (now - self._refilled) * LINES_A_SECOND)
        self._refilled = now
        if self._allowance < 1:
            self._left_out += 1
            return
        self._allowance -= 1
        self._lines.append(line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…")

    def _soon(self) -> None:
        # Code that never gives others a turn has no timers, so what is due is sent by the write itself.
        if self._clock() - self._sent >= (INTERVAL if self._lines else 1):
            self._emit()
        elif not self._scheduled:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:
                return
            self._scheduled = True
            loop.call_later(INTERVAL, self._later)

    def _later(self) -> None:
        self._scheduled = False
        self._emit()

    def _emit(self) -> None:
        lines, self._lines = self._lines, []
        if self._left_out:
            lines.append(f"… {self._left_out} more lines were left out: the plugin prints faster than anyone reads.")
            self._left_out = 0
        self._sent = self._clock()
        if lines:
            self._send("\n".join(lines))


def as_text_stream(writer: LineWriter) -> TextIO:
    """The writer as `sys.stdout` is typed."""
    return cast("TextIO", writer)
