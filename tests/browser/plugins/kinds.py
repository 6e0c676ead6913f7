# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Kinds"
# version = "1.0.0"
# description = "Sends every kind of value that the vectors show to somebody who sends it back."
# ///
"""Reads the frames of tests/vectors and compares what comes back with what was sent."""

import asyncio
import base64
import json
import re
from typing import Any

import numpy as np
from coverslip import api, op
from coverslip.rpc.codecs import Codecs
from coverslip.rpc.decode import Decoder
from coverslip.rpc.describe_error import describe_error
from coverslip.rpc.encode import Encoder
from coverslip.rpc.endpoint import MemoryAttachments


class Paper:
    """What a codec asks of a peer, for values without references."""

    def __init__(self) -> None:
        self.attachments = MemoryAttachments()
        self.codecs = Codecs()

    def foreign(self, remote: Any) -> None:  # noqa: ARG002
        """Know no far object."""
        return

    def exported(self, target: Any) -> None:
        """Refuse: a reference would be no value."""
        raise TypeError(f"{target!r} became a reference on its way")

    def describe(self, error: BaseException) -> dict[str, Any]:
        """An error as the wire has it."""
        return dict(describe_error(error, lambda _: ""))


PAPER: Any = Paper()


def written(value: Any) -> Any:
    """A value as it is written; an error tells of every side that it passed, and Fortran order is not kept by all."""
    if isinstance(value, np.ndarray):
        value = np.ascontiguousarray(value).reshape(value.shape)
    encoder = Encoder(PAPER, 64)
    text = re.sub(r'"traceback":"([^"\\]|\\.)*"', "", encoder.value(value))
    return text, [bytes(each) for each in encoder.attachments]


async def same(value: Any) -> Any:
    """Give back what came."""
    return value


@op
async def compare(vectors: str, others: dict[str, Any]) -> list[str]:
    """Send every value to every function of `others`; gives what came back as something else."""
    wrong = []

    async def one(name: str, other: Any, vector: dict[str, Any]) -> None:
        attachments = [base64.b64decode(each) for each in vector["attachments"]]
        value = Decoder(attachments, PAPER, 64).value(json.loads(vector["header"])["v"])
        try:
            back = written(await other(value))
        except Exception as error:
            wrong.append(f"{vector['name']} by {name}: {type(error).__name__}: {error}")
            return
        sent = written(value)
        if "js" in vector and name != "Python":
            # All but a direct connection of two plugins in Python goes through JavaScript.
            sent = vector["js"].removeprefix('{"t":"ok","id":1,"v":')[:-1], sent[1]
        if back != sent:
            wrong.append(f"{vector['name']} by {name}: {sent[0][:300]} came back as {back[0][:300]}")

    for vector in json.loads(vectors):
        await asyncio.gather(*(one(name, other, vector) for name, other in others.items()))
    return wrong


@op
async def compare_with(vectors: str, source: str, language: str) -> list[str]:
    """Compare with another plugin, by the direct connection to it."""
    other = await api.getPlugin({"src": source})
    return await compare(vectors, {language: other.same})


api.export({"same": same})
