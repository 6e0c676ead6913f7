"""Files among what jobs gave: told, fetched in parts, and only by those who may see the job."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import File, RemoteError
from coverslip_engine.jobs import stored_value

from tests.engine.servers import EchoEngine, connected, serving
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = bytes(range(256)) * 4096


class GivingEngine(EchoEngine):
    """An engine whose jobs are done, and gave an array and three files, two of one name."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        path = folder / "result"
        given = [np.arange(3), File("my net.onnx", CONTENT), {"report": File("net.txt", b"good")}, File("net.txt", b"")]
        stored_value.write(path, stored_value.pack(given))
        store: Any = SimpleNamespace(get=self.job, result_files=lambda _: stored_value.files(path))
        self._store = store

    def done(self, owner: str) -> str:
        """The id of a new job that is done."""
        job = self.submit("plugin", "op", owner=owner).id
        self.kept[job] = replace(self.kept[job], state="done")
        return job


@asynchronous
async def test_a_job_tells_its_files_and_each_is_fetched_whole_or_from_where_it_was_cut(tmp_path: Path) -> None:
    engine = GivingEngine(tmp_path)
    async with serving(tmp_path / "data", engine) as (server, client), connected(server) as root:
        job = engine.done("owner")
        files = await root.files(job)
        assert [(file["name"], file["size"]) for file in files] == [
            ("my net.onnx", len(CONTENT)),
            ("net.txt", 4),
            ("net.txt", 0),
        ]
        assert files[0]["sha256"] == hashlib.sha256(CONTENT).hexdigest()
        path = files[0]["path"]
        whole = await client.get(path)
        assert (whole.status_code, whole.content) == (200, CONTENT)
        assert whole.headers["content-security-policy"] == "sandbox"
        rest = await client.get(path, headers={"Range": "bytes=1000-"})
        assert (rest.status_code, rest.content) == (206, CONTENT[1000:])
        assert rest.headers["content-range"] == f"bytes 1000-{len(CONTENT) - 1}/{len(CONTENT)}"
        assert rest.headers["etag"] == whole.headers["etag"]
        assert (await client.get(path, headers={"Range": "bytes=5-9"})).content == CONTENT[5:10]
        beyond = await client.get(path, headers={"Range": f"bytes={len(CONTENT)}-"})
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(CONTENT)}")
        assert [(await client.get(file["path"])).content for file in files[1:]] == [b"good", b""]


@asynchronous
async def test_files_of_others_of_no_job_and_of_one_that_goes_on_are_refused(tmp_path: Path) -> None:
    engine = GivingEngine(tmp_path)
    async with serving(tmp_path / "data", engine) as (server, client), connected(server) as root:
        job = engine.done("owner")
        missing = await client.get(f"/jobs/{job}/files/none.onnx")
        assert missing.status_code == 404
        assert "its files: my net.onnx, net.txt, 2/net.txt" in missing.json()["error"]["message"]
        assert (await client.get("/jobs/none/files/net.txt")).status_code == 404
        assert (await client.get(f"/jobs/{job}/files/net.txt", headers={"Authorization": ""})).status_code == 401
        queued = engine.submit("plugin", "op", owner="owner").id
        assert (await client.get(f"/jobs/{queued}/files/net.txt")).status_code == 409
        with pytest.raises(RemoteError, match="it is queued"):
            await root.files(queued)
