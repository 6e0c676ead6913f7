"""Files: cut and resumed, kept once, refused when there is no room."""

from __future__ import annotations

import asyncio
import hashlib
import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np
import pytest
from coverslip import RemoteError
from coverslip_engine.artifacts import Artifacts
from coverslip_engine.jobs.retention import Retention
from coverslip_engine.options import EngineOptions
from coverslip_engine.settings import ServerLimits

from tests.engine.servers import TOKEN, connected, serving
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    import httpx

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()


async def put(client: httpx.AsyncClient, start: int, stop: int, sha256: str = SHA256) -> httpx.Response:
    """Send a part of the file."""
    headers = {"Content-Range": f"bytes {start}-{stop - 1}/{len(CONTENT)}"}
    return await client.put(f"/uploads/{sha256}", content=CONTENT[start:stop], headers=headers)


@asynchronous
async def test_a_file_comes_in_parts_and_any_part_of_it_goes_out(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, client):
        assert (await client.get(f"/uploads/{SHA256}")).json() == {"received": 0, "whole": False}
        first = await put(client, 0, 1000)
        assert (first.status_code, first.json()) == (202, {"received": 1000, "whole": False})
        last = await put(client, 1000, len(CONTENT))
        assert (last.status_code, last.json()) == (201, {"received": len(CONTENT), "whole": True})
        assert (await client.get(f"/artifacts/{SHA256}")).content == CONTENT
        part = await client.get(f"/artifacts/{SHA256}", headers={"Range": "bytes=300-399"})
        assert (part.status_code, part.content) == (206, CONTENT[300:400])
        assert (await client.head(f"/artifacts/{SHA256}")).headers["content-length"] == str(len(CONTENT))
        assert (await client.delete(f"/artifacts/{SHA256}")).status_code == 204
        assert (await client.get(f"/artifacts/{SHA256}")).status_code == 404


@asynchronous
async def test_an_upload_goes_on_where_its_connection_was_cut(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client):
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(server.url).port)
        head = (
            f"PUT /uploads/{SHA256} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
            f"Content-Length: {len(CONTENT)}\r\nContent-Range: bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}\r\n\r\n"
        )
        writer.write(head.encode() + CONTENT[:600_000])
        received = 0
        while received == 0:
            received = (await client.get(f"/uploads/{SHA256}")).json()["received"]
            await asyncio.sleep(0.05)
        writer.close()
        await reader.read()
        assert received <= 600_000
        again = await put(client, 0, 1000)
        assert again.status_code == 409
        received = again.json()["received"]
        # The engine may not yet have noticed that the connection is gone.
        while (answer := await put(client, received, len(CONTENT))).status_code == 409:
            received = answer.json()["received"]
            await asyncio.sleep(0.05)
        assert answer.status_code == 201
        assert (await client.get(f"/artifacts/{SHA256}")).content == CONTENT


@asynchronous
async def test_an_upload_goes_on_after_the_engine_was_started_anew(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, client):
        await put(client, 0, 70_000)
    async with serving(tmp_path) as (_, client):
        assert (await client.get(f"/uploads/{SHA256}")).json()["received"] == 70_000
        assert (await put(client, 70_000, len(CONTENT))).status_code == 201


@asynchronous
async def test_the_same_bytes_are_sent_and_kept_once(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client):
        await put(client, 0, len(CONTENT))
        secret, _ = server.desk.tokens.add("ann", ["run"])
        seen = await client.get(f"/uploads/{SHA256}", headers={"Authorization": f"Bearer {secret}"})
        assert seen.json() == {"received": len(CONTENT), "whole": True}
        assert (await put(client, 0, 10)).status_code == 201
        assert server.desk.artifacts.used() == len(CONTENT)


@asynchronous
async def test_what_nobody_uses_is_deleted_after_its_time(tmp_path: Path) -> None:
    now = [1e9]
    artifacts = Artifacts(tmp_path, ServerLimits(reserve=0), keep_days=10, clock=lambda: now[0])

    async def brought(content: bytes, share: int) -> str:
        async def blocks() -> AsyncIterator[bytes]:
            yield content[:share]

        sha256 = hashlib.sha256(content).hexdigest()
        await artifacts.append(sha256, "ann", 0, len(content), blocks())
        for path in tmp_path.glob(f"*/{sha256}*"):
            os.utime(path, (now[0], now[0]))
        return sha256

    used, unused, cut = [await brought(text, share) for text, share in ((b"used", 4), (b"unused", 6), (b"cut", 1))]
    now[0] += 8 * 86400
    assert artifacts.received(used, "ann") == (4, True)
    # What is still on its way is given up earlier.
    assert [name.partition("-")[0] for name in artifacts.delete_unused()] == [cut]
    now[0] += 3 * 86400
    assert artifacts.delete_unused() == [unused]
    assert artifacts.path(used).read_bytes() == b"used"
    now[0] += 11 * 86400
    assert artifacts.delete_unused() == [used]
    assert artifacts.used() == 0


@asynchronous
async def test_the_server_deletes_what_was_kept_long_enough_and_notes_it(tmp_path: Path) -> None:
    old = tmp_path / "files" / SHA256
    old.parent.mkdir()
    old.write_bytes(CONTENT)
    os.utime(old, (1e9, 1e9))
    async with serving(tmp_path, options=EngineOptions(retention=Retention(upload_days=1))) as (_, client):
        assert (await client.get(f"/artifacts/{SHA256}")).status_code == 404
    assert '"action": "expire"' in (tmp_path / "audit.log").read_text()


@asynchronous
async def test_what_is_not_what_was_announced_is_thrown_away(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client):
        wrong = await put(client, 0, len(CONTENT), "0" * 64)
        assert wrong.status_code == 422
        assert SHA256 in wrong.json()["error"]["message"]
        assert server.desk.artifacts.used() == 0
        more = await client.put(f"/uploads/{SHA256}", content=b"abcdef", headers={"Content-Range": "bytes 0-2/100"})
        assert more.status_code == 413


@asynchronous
async def test_one_owner_cannot_spoil_the_upload_of_another(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client):
        secret, _ = server.desk.tokens.add("mallory", ["run"])
        headers = {"Authorization": f"Bearer {secret}", "Content-Range": f"bytes 0-9/{len(CONTENT)}"}
        await client.put(f"/uploads/{SHA256}", content=b"0123456789", headers=headers)
        assert (await client.get(f"/uploads/{SHA256}")).json()["received"] == 0
        assert (await put(client, 0, len(CONTENT))).status_code == 201


@asynchronous
async def test_large_files_and_a_full_store_are_refused_in_plain_words(tmp_path: Path) -> None:
    limits = ServerLimits(artifact=2 * len(CONTENT), storage=len(CONTENT) - 1, reserve=0)
    async with serving(tmp_path, limits=limits) as (_, client):
        full = await put(client, 0, 1000)
        assert full.status_code == 507
        assert "delete some" in full.json()["error"]["message"]
        size = 2 * len(CONTENT) + 1
        large = await client.put(f"/uploads/{SHA256}", content=b"a", headers={"Content-Range": f"bytes 0-0/{size}"})
        assert large.status_code == 413
        assert str(size) in large.json()["error"]["message"]
    async with serving(tmp_path / "other", limits=ServerLimits(reserve=2**62)) as (_, client):
        full = await put(client, 0, 1000)
        assert full.status_code == 507
        assert "disk has 0 for it" in full.json()["error"]["message"]


@pytest.mark.parametrize(
    "header", ["", "bytes", "bytes 5-2/9", "bytes 0-9/9", "bytes */9", "bytes -1-2/9", "lines 0-1/2"]
)
@asynchronous
async def test_a_range_that_is_none_is_refused(header: str, tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, client):
        answer = await client.put(f"/uploads/{SHA256}", content=b"ab", headers={"Content-Range": header})
        assert answer.status_code == 400
        assert (
            await client.put("/uploads/xyz", content=b"", headers={"Content-Range": "bytes */0"})
        ).status_code == 400


@asynchronous
async def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, client):
        empty = hashlib.sha256().hexdigest()
        assert (await client.put(f"/uploads/{empty}", headers={"Content-Range": "bytes */0"})).status_code == 201
        assert (await client.get(f"/artifacts/{empty}")).content == b""


@asynchronous
async def test_a_call_names_uploaded_files_among_its_arguments(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client), connected(server) as engine:
        await put(client, 0, len(CONTENT))
        named = {"$artifact": SHA256, "name": "stack.tif"}
        got = await engine.call("plugin", "op", [{"files": [named]}])
        file = got[2][0]["files"][0]
        assert (file.name, await file.read()) == ("stack.tif", CONTENT)
        with pytest.raises(RemoteError, match="upload it first"):
            await engine.call("plugin", "op", [{"$artifact": "0" * 64}])


@asynchronous
async def test_a_call_names_uploaded_arrays_among_its_arguments(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client), connected(server) as engine:
        await put(client, 0, len(CONTENT))
        plain = {"$artifact": SHA256, "array": {"dtype": "float32", "shape": [512, 512]}}
        image = {"$artifact": SHA256, "array": {"dtype": "uint16", "shape": [512, 1024], "axes": "YX", "unit": "µm"}}
        got = await engine.call("plugin", "op", [plain], {"image": image})
        np.testing.assert_array_equal(got[2][0], np.frombuffer(CONTENT, "<f4").reshape(512, 512))
        np.testing.assert_array_equal(got[3]["image"].data, np.frombuffer(CONTENT, "<u2").reshape(512, 1024))
        assert (got[3]["image"].axes, got[3]["image"].unit) == ("YX", "µm")
        for wrong in ({"dtype": "float32", "shape": [3]}, {"dtype": "O", "shape": [1]}, {"shape": [1]}, 3):
            with pytest.raises(RemoteError, match="not what it is said to be"):
                await engine.call("plugin", "op", [{"$artifact": SHA256, "array": wrong}])
