"""What the person who runs the build sees."""

from __future__ import annotations

import sys
import time
from typing import Protocol, TextIO

_REDRAW_SECONDS = 0.2
_QUIET_SECONDS = 10.0


class Report(Protocol):
    """Takes the words of the steps."""

    def say(self, text: str) -> None:
        """Tells one sentence."""

    def transfer(self, name: str, done: int, total: int | None) -> None:
        """Tells how many bytes of `name` have come in; `total` is None when nobody knows it."""


class TerminalReport:
    """Writes to a terminal, where the line of a download is redrawn, or to a log, where it is not."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream if stream is not None else sys.stdout
        self._live = self._stream.isatty()
        self._open_line = False
        self._name = ""
        self._started = 0.0
        self._from = 0
        self._drawn = 0.0

    def say(self, text: str) -> None:
        """Writes `text` as a line of its own."""
        if self._open_line:
            self._stream.write("\n")
            self._open_line = False
        self._stream.write(text + "\n")
        self._stream.flush()

    def transfer(self, name: str, done: int, total: int | None) -> None:
        """Draws bytes and rate: often on a terminal, every few seconds in a log, and when all is there."""
        now = time.monotonic()
        if name != self._name:
            self._name, self._started, self._from, self._drawn = name, now, done, now
        finished = total is not None and done >= total
        wait = _REDRAW_SECONDS if self._live else _QUIET_SECONDS
        if not finished and now - self._drawn < wait:
            return
        self._drawn = now
        rate = (done - self._from) / max(now - self._started, 1e-3) / 1e6
        whole = f" of {total / 1e6:.1f}" if total is not None else ""
        line = f"  {name}: {done / 1e6:.1f}{whole} MB, {rate:.1f} MB/s"
        if not self._live:
            self._stream.write(line + "\n")
        else:
            self._stream.write(f"\r\x1b[K{line}" + ("\n" if finished else ""))
            self._open_line = not finished
        self._stream.flush()
