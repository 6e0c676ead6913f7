"""A way to a server that breaks: connections are cut in the midst of what a client sends."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK = 2**16


class Relay:
    """Hands connections on to a port of this machine, and cuts some of those that carry much.

    Attributes:
        port: where it listens.
        cuts: how many connections are still to be cut.
    """

    def __init__(self, to: int, cut_after: int, cuts: int) -> None:
        self._to = to
        self._cut_after = cut_after
        self.cuts = cuts
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept)]
        self._threads[0].start()

    def close(self) -> None:
        """Take no more connections, and end those that there are."""
        # A thread that waits for a connection, or for bytes, is woken by this.
        self._listening.shutdown(socket.SHUT_RDWR)
        self._threads[0].join()
        self._listening.close()
        with self._lock:
            for each in self._open:
                _end(each, socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                thread = threading.Thread(target=self._serve, args=(client,))
                self._threads.append(thread)
                thread.start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._to)) as server:
            with self._lock:
                self._open |= {client, server}
            there = threading.Thread(target=self._carry, args=(client, server, True))
            there.start()
            self._carry(server, client, False)
            _end(client, socket.SHUT_RDWR)
            there.join()
            with self._lock:
                self._open -= {client, server}

    def _carry(self, source: socket.socket, target: socket.socket, is_client: bool) -> None:
        carried = 0
        with suppress(OSError):
            while block := source.recv(_BLOCK):
                target.sendall(block)
                carried += len(block)
                if is_client and self._cuts(carried):
                    _end(source, socket.SHUT_RDWR)
                    break
        # What has been handed on arrives, so that a test knows how much that is.
        _end(target, socket.SHUT_WR)

    def _cuts(self, carried: int) -> bool:
        """Whether the connection is to be cut, now that this much has come."""
        with self._lock:
            if carried < self._cut_after or self.cuts == 0:
                return False
            self.cuts -= 1
            return True


def _end(connection: socket.socket, how: int) -> None:
    with suppress(OSError):
        connection.shutdown(how)


@contextmanager
def relay(to: int, cut_after: int, cuts: int) -> Iterator[Relay]:
    """A relay to a port, which cuts as many connections once each has carried so many bytes from its client."""
    made = Relay(to, cut_after, cuts)
    try:
        yield made
    finally:
        made.close()
