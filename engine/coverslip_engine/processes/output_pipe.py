"""What a process prints: any bytes, handed on as lines of text."""

from __future__ import annotations

import asyncio
import codecs
import os
from typing import TYPE_CHECKING

from coverslip.output import LineWriter

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 2**16
#: Bytes that are read before others get their turn.
_TURN = 2**20


class OutputPipe:
    """The reading end of a pipe.

    Args:
        number: of the open file, which this object then owns.
        send: gets whole lines, joined by line breaks; at most some 200 lines a second.
    """

    def __init__(self, number: int, send: Callable[[str], None]) -> None:
        self._number = number
        self._lines = LineWriter(send)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._open = True
        os.set_blocking(number, False)
        asyncio.get_running_loop().add_reader(number, self._read)

    def drain(self) -> None:
        """Hand on what is there, the beginning of a line too."""
        self._read()
        self._lines.drain()

    def close(self) -> None:
        """Read to the end of what is there, and no further."""
        self.drain()
        if self._open:
            self._close()

    def _close(self) -> None:
        self._open = False
        asyncio.get_running_loop().remove_reader(self._number)
        os.close(self._number)
        self._lines.drain()

    def _read(self) -> None:
        read = 0
        while self._open and read < _TURN:
            try:
                data = os.read(self._number, _CHUNK)
            except BlockingIOError:
                return
            if not data:
                self._close()
                return
            read += len(data)
            # What no person can read is shown as it would be in a terminal that is asked to: a mark for each byte.
            text = self._decoder.decode(data)
            self._lines.write("".join(each if each.isprintable() or each in "\n\r\t" else "�" for each in text))
