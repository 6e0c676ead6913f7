"""The frames of tests/vectors, which TypeScript reads and writes too."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from coverslip.errors import WireError
from coverslip.rpc import LIMITS, UNDEFINED, wire
from coverslip.rpc.decode import Decoder
from coverslip.rpc.encode import Encoder

from tests.unit.python.paper_home import PaperHome

VECTORS = Path(__file__).parents[2] / "vectors"


def load(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return loaded


def named(vectors: list[dict[str, Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("vector", [pytest.param(each, id=each["name"]) for each in vectors])


VALUES = load("values.json")
REFUSED = load("refused.json")


def read_frame(vector: dict[str, Any]) -> tuple[wire.Message, Any]:
    """The message of a frame, and its values."""
    attachments = [base64.b64decode(each) for each in vector["attachments"]]
    message = wire.parse_message(vector["header"], len(attachments), LIMITS)
    decoder = Decoder(attachments, PaperHome(), LIMITS.depth, UNDEFINED)
    values: Any = None
    match message:
        case wire.Call():
            values = [decoder.value(each) for each in message.args], decoder.plain(message.kw)
            decoder.finish()
        case wire.Answer():
            values = decoder.error(message.value) if message.t == "err" else decoder.value(message.value)
            decoder.finish()
        case wire.Pool():
            values = attachments
    return message, values


def write_frame(message: wire.Message, values: Any) -> tuple[str, list[Any]]:
    """The header and attachments of a message with these values."""
    encoder = Encoder(PaperHome(), LIMITS.depth)
    match message:
        case wire.Hello():
            return wire.write_hello(message.version), []
        case wire.Call():
            args, kw = values
            header = wire.write_call(message.id, message.obj, message.fn, encoder.values(args), encoder.plain(kw))
        case wire.Answer():
            header = wire.write_answer(message.t, message.id, encoder.value(values))
        case wire.Cancel():
            return wire.write_cancel(message.id), []
        case wire.Drop():
            return wire.write_drop(message.refs), []
        case wire.Pool():
            return wire.POOL, values
        case wire.Bye():
            return wire.write_bye(message.reason), []
    return header, encoder.attachments


@named([each for each in VALUES if "same" not in each])
def test_a_frame_is_read_and_written_byte_for_byte(vector: dict[str, Any]) -> None:
    header, attachments = write_frame(*read_frame(vector))
    assert header == vector.get("rewritten", vector["header"])
    assert [base64.b64encode(each).decode() for each in attachments] == vector["attachments"]


@named([each for each in VALUES if "same" in each])
def test_a_frame_is_read_as_the_same_value_in_another_form(vector: dict[str, Any]) -> None:
    twin = next(each for each in VALUES if each["name"] == vector["same"])
    np.testing.assert_array_equal(read_frame(vector)[1], read_frame(twin)[1], strict=True)


@named(REFUSED)
def test_a_frame_that_is_not_of_the_contract_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        read_frame(vector)
