"""Records of the WebSocket binding (`pwa/src/contracts/socket.ts`), to and from msgpack. What comes may be anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import msgpack

from coverslip.errors import WireError

from .wire import shown, whole

#: The version of the binding; both sides need the same.
SOCKET_VERSION = 1
#: The subprotocol of the WebSocket.
SUBPROTOCOL = "coverslip.1"
#: Bytes of a chunk at most; a longer header leaves as chunks too. No message of the socket is larger than twice this.
CHUNK = 512 * 1024
#: Bytes of a header (in UTF-8) that may stand in its record.
INLINE_HEADER = 64 * 1024
#: Bytes of packets that may be under way unacknowledged; a single packet may always be.
WINDOW = 16 * 2**20

#: An attachment: the size of a buffer in bytes, or a file's size, name ("" for none) and media type.
Part: TypeAlias = int | tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Open:
    """The first record of each side over each connection."""

    version: int
    token: str
    received: int


@dataclass(frozen=True, slots=True)
class FrameRecord:
    """The beginning of a frame; a header that is None comes as its first chunks."""

    number: int
    received: int
    header: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """The next message holds the bytes."""

    number: int


@dataclass(frozen=True, slots=True)
class Ack:
    """So many packets have come."""

    received: int


@dataclass(frozen=True, slots=True)
class Ping:
    """Asks whether the other side is there."""


@dataclass(frozen=True, slots=True)
class Pong:
    """It is."""


@dataclass(frozen=True, slots=True)
class Close:
    """The end of the session."""

    reason: str


Record: TypeAlias = Open | FrameRecord | Chunk | Ack | Ping | Pong | Close

_LENGTHS = {"open": 4, "frame": 5, "chunk": 2, "ack": 2, "ping": 1, "pong": 1, "close": 2}


def write_record(record: Record) -> bytes:
    """A record as msgpack."""
    match record:
        case Open():
            items: list[Any] = ["open", record.version, record.token, record.received]
        case FrameRecord():
            items = ["frame", record.number, record.received, record.header, record.parts]
        case Chunk():
            items = ["chunk", record.number]
        case Ack():
            items = ["ack", record.received]
        case Close():
            # A lone surrogate has no form in UTF-8.
            items = ["close", record.reason.encode("utf-8", "replace").decode("utf-8")]
        case Ping():
            items = ["ping"]
        case Pong():
            items = ["pong"]
    packed: bytes = msgpack.packb(items)
    return packed


def read_record(message: bytes) -> Record:
    """Read a record.

    Raises:
        WireError: when it is none of this contract.
    """
    try:
        items = msgpack.unpackb(message)
    except (ValueError, RecursionError, TypeError) as error:  # msgpack's own errors are ValueErrors
        raise WireError("A record is no msgpack.", "record") from error
    items = _listed(items)
    kind = _text(items[0]) if items else ""
    if kind not in _LENGTHS:
        raise WireError(f"There is no record {shown(kind)}.", "record")
    if len(items) != _LENGTHS[kind]:
        raise WireError(f"{kind} has {len(items)} items.", kind)
    match kind:
        case "open":
            return Open(_whole(items[1]), _text(items[2]), _whole(items[3]))
        case "frame":
            header = None if items[3] is None else _text(items[3])
            return FrameRecord(_whole(items[1]), _whole(items[2]), header, tuple(map(_part, _listed(items[4]))))
        case "chunk":
            return Chunk(_whole(items[1]))
        case "ack":
            return Ack(_whole(items[1]))
        case "ping":
            return Ping()
        case "pong":
            return Pong()
        case _:
            return Close(_text(items[1]))


def size_of_part(part: Part) -> int:
    """Bytes that an attachment takes."""
    return part if isinstance(part, int) else part[0]


def _part(found: Any) -> Part:
    if not isinstance(found, list):
        return _whole(found)
    if len(found) != 3:
        raise WireError("An attachment is not [size, name, type].", "parts")
    return _whole(found[0]), _text(found[1]), _text(found[2])


# msgpack has kinds that JSON has not, of which the readers of headers know nothing.


def _whole(found: Any) -> int:
    if isinstance(found, int):
        return whole(found, "record")
    raise WireError(f"A record holds a {type(found).__name__} instead of a whole number.", "record")


def _text(found: Any) -> str:
    if isinstance(found, str):
        return found
    raise WireError(f"A record holds a {type(found).__name__} instead of a text.", "record")


def _listed(found: Any) -> list[Any]:
    if isinstance(found, list):
        return found
    raise WireError(f"A record holds a {type(found).__name__} instead of a list.", "record")
