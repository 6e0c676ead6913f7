"""Frames that were valid before something happened to them: they are refused with a word, or read.

Together with the twin in TypeScript (`tests/unit/rpc/fuzz.test.ts`) more than 100 000 messages are read in each run.
"""

from __future__ import annotations

import base64
import contextlib
import copy
import json
import random
from typing import Any

from coverslip.errors import NotReadable, WireError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.python.test_vectors import REFUSED, VALUES, read_frame, write_frame

EXAMPLES, MESSAGES = 500, 100
TAGS = "ndarray bytes int float complex date clock duration map set table figure plot markup ref own error".split()  # noqa: SIM905
TAGS += ["file", "custom"]
EDGES: list[Any] = [
    *(None, True, "", "$", "__proto__", "constructor", -1, 0, 1.5, 2**53, 10**400, 1e308, -0.5, [], {}, [[]]),
    *({"$": tag, "v": 0, "b": 0} for tag in TAGS),
]


def parsed(vectors: list[dict[str, Any]]) -> list[tuple[Any, list[str]]]:
    out = []
    for vector in vectors:
        with contextlib.suppress(ValueError):
            if len(vector["header"]) < 3000:
                out.append((json.loads(vector["header"]), vector["attachments"]))
    return out


VALID = parsed(VALUES)
DONORS = [*VALID, *parsed(REFUSED)]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All places in a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def change(frame: Any, dice: random.Random) -> Any:
    """A frame in which one place is another."""
    path = dice.choice(places(frame))
    old = at(frame, path)
    donor = dice.choice(DONORS)[0]
    match dice.randrange(5):
        case 0:
            new = copy.deepcopy(dice.choice(EDGES))
        case 1:
            new = copy.deepcopy(at(donor, dice.choice(places(donor))))
        case 2:
            new = {"$": "map", "v": [[old, copy.deepcopy(old)]]}
        case 3 if isinstance(old, dict):
            new = {**old, dice.choice([*TAGS, "v", "b", "props", "kind"]): copy.deepcopy(dice.choice(EDGES))}
        case _:
            if path:
                del at(frame, path[:-1])[path[-1]]
            return frame
    if not path:
        return new
    at(frame, path[:-1])[path[-1]] = new
    return frame


def damage(text: str, dice: random.Random) -> str:
    """A header in which some characters are others."""
    start = dice.randrange(len(text) + 1)
    return (
        text[:start]
        + dice.choice(['"', "{", "}", "[", "0", "-", ",", "$", "\\", "e9"])
        + text[start + dice.randrange(4) :]
    )


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**64))
def test_a_frame_that_was_changed_on_its_way_is_refused_or_read(seed: int) -> None:
    dice = random.Random(seed)
    refused: list[str] = []
    for _ in range(MESSAGES):
        source, attachments = dice.choice(VALID)
        frame = copy.deepcopy(source)
        for _ in range(dice.randrange(3)):
            frame = change(frame, dice)
        header = json.dumps(frame)
        if dice.random() < 0.2:
            header = damage(header, dice)
        if dice.random() < 0.2:
            attachments = [
                base64.b64encode(dice.randbytes(dice.randrange(17))).decode() for _ in range(dice.randrange(3))
            ]
        try:
            written, beside = write_frame(*read_frame({"header": header, "attachments": attachments}))
        except (WireError, NotReadable) as error:
            refused.append(str(error))
            continue
        if '"$":"own"' not in written:
            again = {"header": written, "attachments": [base64.b64encode(each).decode() for each in beside]}
            once_more, beside_it = write_frame(*read_frame(again))
            if '"$":"set"' in written:
                # A set has no order: only what it holds has to be the same.
                assert (sorted(once_more), sorted(beside_it)) == (sorted(written), sorted(beside)), header
            else:
                assert (once_more, beside_it) == (written, beside), header
    assert max(map(len, refused), default=0) < 1000
    assert len(refused) < MESSAGES
