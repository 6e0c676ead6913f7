"""Messages of the wire contract (`pwa/src/contracts/wire.ts`): read from and written to the header of a frame."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from coverslip.errors import WireError

from .jsontext import SAFE, quoted

if TYPE_CHECKING:
    from .limits import Limits

#: The version of the contract; two peers talk only when it is equal.
WIRE_VERSION = 1

#: Any parsed JSON.
Json: TypeAlias = Any

# The fields of each message, in the order in which they are written.
_FIELDS = {
    "hello": ("t", "v"),
    "call": ("t", "id", "obj", "fn", "args", "kw"),
    "ok": ("t", "id", "v"),
    "err": ("t", "id", "v"),
    "progress": ("t", "id", "v"),
    "cancel": ("t", "id"),
    "drop": ("t", "refs"),
    "pool": ("t",),
    "bye": ("t", "reason"),
}

_CARRIERS = {"call", "ok", "err", "progress", "pool"}

POOL = '{"t":"pool"}'


@dataclass(frozen=True, slots=True)
class Hello:
    """The first frame of each side."""

    version: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call; `args` and `kw` are not decoded yet."""

    id: int
    obj: int
    fn: str
    args: list[Json]
    kw: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer ("ok", "err") or a progress of the call `id`; `value` is not decoded yet."""

    t: str
    id: int
    value: Json


@dataclass(frozen=True, slots=True)
class Cancel:
    """The caller no longer wants the answer."""

    id: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Objects that the sender no longer holds, with how often each had been sent."""

    refs: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Emptied buffers that come back."""


@dataclass(frozen=True, slots=True)
class Bye:
    """The sender leaves."""

    reason: str


Message: TypeAlias = Hello | Call | Answer | Cancel | Drop | Pool | Bye


def parse_message(header: str, attachments: int, limits: Limits) -> Message:
    """Read a header that came with so many attachments.

    Raises:
        WireError: when it is no message of this contract.
    """
    if attachments > limits.attachments:
        raise WireError(f"A frame has {attachments} attachments, which are too many.", "attachments")
    if len(header) > limits.header:
        raise WireError(f"A header of {len(header)} characters is too long.", "header")
    try:
        parsed = _DECODER.decode(header)
    except (ValueError, RecursionError) as error:
        raise WireError("A header is no JSON.", "header") from error
    if not isinstance(parsed, dict):
        raise WireError("A header is no JSON object.", "header")
    kind = parsed.get("t")
    if not isinstance(kind, str) or kind not in _FIELDS:
        raise WireError(f"There is no message of type {shown(kind)}.", "t")
    check_keys(parsed, _FIELDS[kind], (), kind)
    if attachments and kind not in _CARRIERS:
        raise WireError(f"A message of type {kind} has an attachment.", "attachments")
    match kind:
        case "call":
            return Call(
                whole(parsed["id"], "id"),
                whole(parsed["obj"], "obj"),
                text(parsed["fn"], "fn"),
                listed(parsed["args"], "args"),
                mapping(parsed["kw"], "kw"),
            )
        case "ok" | "err" | "progress":
            return Answer(kind, whole(parsed["id"], "id"), parsed["v"])
        case "hello":
            return Hello(whole(parsed["v"], "v"))
        case "cancel":
            return Cancel(whole(parsed["id"], "id"))
        case "drop":
            return Drop([_reference(each) for each in listed(parsed["refs"], "refs")])
        case "pool":
            return Pool()
        case _:
            return Bye(text(parsed["reason"], "reason"))


def write_hello(version: int = WIRE_VERSION) -> str:
    """The header of the first frame."""
    return f'{{"t":"hello","v":{version}}}'


def write_call(number: int, obj: int, fn: str, args: str, kw: str) -> str:
    """The header of a call; `args` and `kw` are JSON already."""
    return f'{{"t":"call","id":{number},"obj":{obj},"fn":{quoted(fn)},"args":{args},"kw":{kw}}}'


def write_answer(t: str, number: int, value: str) -> str:
    """The header of an answer or a progress; `value` is JSON already."""
    return f'{{"t":"{t}","id":{number},"v":{value}}}'


def write_cancel(number: int) -> str:
    """The header by which a call is taken back."""
    return f'{{"t":"cancel","id":{number}}}'


def write_drop(refs: list[tuple[int, int]]) -> str:
    """The header that tells which objects are no longer held."""
    return '{"t":"drop","refs":[' + ",".join(f"[{number},{count}]" for number, count in refs) + "]}"


def write_bye(reason: str) -> str:
    """The header of the last frame."""
    return f'{{"t":"bye","reason":{quoted(reason)}}}'


def check_keys(value: dict[str, Json], required: tuple[str, ...], optional: tuple[str, ...], where: str) -> None:
    """Refuse an object that lacks a key or has one too many.

    Raises:
        WireError: naming the key.
    """
    for key in required:
        if key not in value:
            raise WireError(f"{where} has no {shown(key)}.", where)
    if len(value) != len(required):
        for key in value:
            if key not in required and key not in optional:
                raise WireError(f"{where} has an unknown key {shown(key)}.", where)


def whole(value: Json, where: str) -> int:
    """A whole number of 0 or more.

    Raises:
        WireError: when it is none.
    """
    if type(value) is int and 0 <= value <= SAFE:
        return value
    raise WireError(f"{where} is {shown(value)}, not a whole number of 0 or more.", where)


def text(value: Json, where: str) -> str:
    """A text.

    Raises:
        WireError: when it is none.
    """
    if isinstance(value, str):
        return value
    raise WireError(f"{where} is {shown(value)}, not a text.", where)


def listed(value: Json, where: str) -> list[Json]:
    """A list.

    Raises:
        WireError: when it is none.
    """
    if isinstance(value, list):
        return value
    raise WireError(f"{where} is {shown(value)}, not a list.", where)


def mapping(value: Json, where: str) -> dict[str, Json]:
    """An object.

    Raises:
        WireError: when it is none.
    """
    if isinstance(value, dict):
        return value
    raise WireError(f"{where} is {shown(value)}, not an object.", where)


def shown(value: Json) -> str:
    """A value for a message about it. It comes from the other side and may be long: only its beginning is shown."""
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, int):
        return str(value) if value.bit_length() < 200 else "a huge number"
    written = json.dumps(value)
    return written if len(written) <= 62 else f"{written[:61]}…"


def _reference(value: Json) -> tuple[int, int]:
    pair = listed(value, "refs")
    if len(pair) != 2 or whole(pair[1], "refs") == 0:
        raise WireError("refs holds something else than [id, count].", "refs")
    return whole(pair[0], "refs"), pair[1]


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


# Kept, because making one costs as much as reading a short message.
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
