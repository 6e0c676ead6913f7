"""The client's side of the WebSocket binding: connects, and connects anew when a connection has broken."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING, Any

from coverslip.errors import PeerClosed, WireError

from .socket_endpoint import Socket, SocketEndpoint
from .socket_records import SOCKET_VERSION, Close, Open, read_record, write_record

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

#: Seconds before the first and the later attempts to connect anew.
_SOONEST, _LATEST = 0.1, 5.0
#: Seconds that the server has to answer an opening.
_OPENING = 10.0
#: The sessions that go on by themselves, held so that they are not collected.
_keepers: set[asyncio.Task[None]] = set()


async def connect(
    open_socket: Callable[[], Awaitable[Socket]], *, patience: float = 60.0, **options: Any
) -> SocketEndpoint:
    """Begin a session.

    Args:
        open_socket: makes a connection; called again whenever one has broken. Raises OSError when there is none.
        patience: seconds for which a broken connection is tried anew before the session is given up.
        options: for the `SocketEndpoint`.

    Returns:
        An endpoint for a `Peer`.

    Raises:
        OSError: the first connection can't be made.
        PeerClosed: the server refuses the session.
    """
    endpoint = SocketEndpoint(**options)
    socket = await open_socket()
    token, received = await _greet(socket, "", endpoint)
    keeper = asyncio.create_task(_keep(endpoint, open_socket, socket, token, received, patience))
    _keepers.add(keeper)
    keeper.add_done_callback(_keepers.discard)
    return endpoint


async def _keep(
    endpoint: SocketEndpoint,
    open_socket: Callable[[], Awaitable[Socket]],
    socket: Socket,
    token: str,
    received: int,
    patience: float,
) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await endpoint.run(socket, received)
        lost, attempts, error = loop.time(), 0, "its connection broke"
        while endpoint.reason is None:
            if loop.time() - lost > patience:
                endpoint.end(f"it could not be reached any more for {patience:g} s ({error})")
                break
            wait = min(_LATEST, _SOONEST * 2**attempts) * random.uniform(0.75, 1.25)  # noqa: S311 (no secret)
            attempts += 1
            try:
                await asyncio.wait_for(endpoint.ended.wait(), wait)
            except TimeoutError:
                pass
            else:
                break
            try:
                socket = await open_socket()
                token, received = await _greet(socket, token, endpoint)
                break
            except (PeerClosed, WireError) as refusal:
                endpoint.end(str(refusal))
            except (OSError, TimeoutError) as failure:
                error = str(failure) or type(failure).__name__
        if endpoint.reason is not None:
            return


async def _greet(socket: Socket, token: str, endpoint: SocketEndpoint) -> tuple[str, int]:
    """Open a connection on both sides; gives the session's token and how much the server has had."""
    await socket.send(write_record(Open(SOCKET_VERSION, token, endpoint.received)))
    data = await asyncio.wait_for(socket.receive(), _OPENING)
    if data is None:
        raise ConnectionError("the connection ended before the server answered")
    if isinstance(data, str):
        raise WireError("The server's first message is not binary.", "open")
    record = read_record(data)
    if isinstance(record, Close):
        raise PeerClosed(f"the server refused the session: {record.reason[:500]}")
    if not isinstance(record, Open):
        raise WireError("The server's first record is no opening.", "open")
    if record.version != SOCKET_VERSION:
        raise PeerClosed(f"the server speaks version {record.version}, this side version {SOCKET_VERSION}")
    if not record.token or (token and record.token != token):
        raise WireError("The server gave another session.", "token")
    return record.token, record.received
