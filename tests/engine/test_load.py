"""Many clients at once, and files of any size over connections that break."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import numpy as np
from coverslip_engine.settings import ServerLimits

from tests.engine.servers import connected, serving
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

#: Bytes of the large upload; `build.py test upload` has it at 2 GB.
SIZE = int(os.environ.get("COVERSLIP_UPLOAD", 48 * 2**20))
BLOCK = 2**20
CLIENTS = 200


@asynchronous
async def test_two_hundred_clients_call_at_once_and_each_gets_its_own_answers(tmp_path: Path) -> None:
    limits = ServerLimits(reserve=0, requests=1e6, burst=10**6)
    async with serving(tmp_path, limits=limits) as (server, client), AsyncExitStack() as stack:
        engines = [await stack.enter_async_context(connected(server)) for _ in range(CLIENTS)]

        async def use(number: int) -> None:
            engine, array = engines[number], np.full(1000, number, "u2")
            answers = await asyncio.gather(*(engine.call(f"p{number}", "op", [array, turn]) for turn in range(3)))
            for turn, (plugin, op, (came, which), _, _) in enumerate(answers):
                assert (plugin, op, which) == (f"p{number}", "op", turn)
                np.testing.assert_array_equal(came, array)
            job = await engine.submit(f"p{number}", "train")
            assert (await engine.job(job["id"]))["plugin"] == f"p{number}"

        await asyncio.gather(*map(use, range(CLIENTS)))
        assert len(await engines[0].jobs()) == CLIENTS
        assert f"coverslip_sessions {float(CLIENTS)}" in (await client.get("/metrics")).text


@asynchronous
async def test_clients_above_the_limit_are_told_so_and_the_others_go_on(tmp_path: Path) -> None:
    limits = ServerLimits(reserve=0, requests=0.001, burst=3)
    async with serving(tmp_path, limits=limits) as (_, client):
        answers = await asyncio.gather(*(client.get("/health") for _ in range(10)))
        assert sorted(each.status_code for each in answers) == [200] * 3 + [429] * 7


def block(number: int) -> bytes:
    """The bytes of one block of the large file."""
    return random.Random(number).randbytes(BLOCK)


async def body(start: int, cut: int | None) -> AsyncIterator[bytes]:
    """The file from a byte on, until the connection is cut."""
    for at in range(start, SIZE, BLOCK):
        number, skipped = divmod(at, BLOCK)
        data = (block(number)[skipped:] + (block(number + 1)[:skipped] if skipped else b""))[: SIZE - at]
        if cut is not None and at + len(data) > cut:
            raise ConnectionResetError
        yield data


@asynchronous
async def test_a_large_upload_goes_on_after_each_cut_and_comes_whole(tmp_path: Path) -> None:
    digest = hashlib.sha256()
    for number in range(SIZE // BLOCK):
        digest.update(block(number))
    sha256 = digest.hexdigest()
    cuts = [SIZE // 7, SIZE // 3, SIZE // 2, None]
    async with serving(tmp_path) as (server, client):
        client.timeout = None
        for cut in cuts:
            received = (await client.get(f"/uploads/{sha256}")).json()["received"]
            headers = {"Content-Range": f"bytes {received}-{SIZE - 1}/{SIZE}", "Content-Length": str(SIZE - received)}
            try:
                answer = await client.put(f"/uploads/{sha256}", content=body(received, cut), headers=headers)
            except ConnectionResetError:
                while server.desk.artifacts.busy(sha256, "owner"):
                    await asyncio.sleep(0.01)
        assert answer.json() == {"received": SIZE, "whole": True}
        last = await client.get(f"/artifacts/{sha256}", headers={"Range": f"bytes={SIZE - 10}-"})
        assert last.content == block(SIZE // BLOCK - 1)[-10:]
        assert server.desk.artifacts.used() == SIZE
