"""The HTTP surface and the sessions of a real server on loopback."""

from __future__ import annotations

import asyncio
import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import websockets
from coverslip import File, PeerClosed, RemoteError
from coverslip.rpc import peer_of
from coverslip_engine.engine import Engine
from coverslip_engine.environments import EnvironmentCache
from coverslip_engine.jobs import Resources
from coverslip_engine.settings import ServerLimits

from tests.engine.in_process import InProcessExecutor
from tests.engine.local_engine import local_engine
from tests.engine.servers import TOKEN, EchoEngine, connected, serving
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def app(tmp_path: Path) -> Path:
    """A built app, beside which lies what must not be served."""
    folder = tmp_path / "app"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>the app</title>")
    (folder / "assets" / "core.wasm.gz").write_bytes(b"packed")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "way-out").symlink_to(tmp_path / "secret.txt")
    return folder


async def called(engine: Any, args: list[Any], told: Callable[[Any], None]) -> Any:
    """Call an op, and hear what it tells."""
    return await peer_of(engine).call(engine, "call", args, on_progress=told)


@asynchronous
async def test_its_link_opens_the_app_with_its_address_and_token(tmp_path: Path, app: Path) -> None:
    async with serving(tmp_path / "data", app=app) as (server, client):
        link = urlsplit(server.link)
        asked = parse_qs(link.fragment.partition("?")[2])
        assert asked == {"engine": ["."], "token": [TOKEN]}
        # The fragment never leaves the browser.
        assert TOKEN not in link.path + link.query
        page = await client.get("/", headers={"Authorization": ""})
        assert "the app" in page.text
        assert page.headers["cross-origin-opener-policy"] == "same-origin"
        assert page.headers["cross-origin-embedder-policy"] == "credentialless"
        asset = await client.get("/assets/core.wasm.gz")
        assert (asset.content, asset.headers["content-type"]) == (b"packed", "application/octet-stream")
        assert "immutable" in asset.headers["cache-control"]
        assert "content-encoding" not in asset.headers


@asynchronous
async def test_below_a_path_of_a_proxy_app_and_calls_are_found_with_it_and_without(tmp_path: Path, app: Path) -> None:
    async with serving(tmp_path / "data", app=app, base="/user/ann/", proxied=True) as (server, client):
        assert server.link.startswith(f"{server.url}/user/ann/#/app?engine=.&token=")
        for path in ("/user/ann/", "/"):
            assert (await client.get(path, headers={"Host": "hub.example"})).text == "<title>the app</title>"
        kept = await client.get("/user/ann/assets/core.wasm.gz")
        assert (kept.content, "immutable" in kept.headers["cache-control"]) == (b"packed", True)
        moved = await client.get("/user/ann")
        assert (moved.status_code, moved.headers["location"]) == (307, "/user/ann/")
        assert (await client.get("/user/ann/info")).json()["owner"] == "owner"
        url = f"{server.url.replace('http', 'ws')}/user/ann/rpc"
        # The proxy speaks https with browsers, and http with the engine.
        async with websockets.connect(url, additional_headers={"Origin": server.url.replace("http", "https")}):
            pass
        with pytest.raises(websockets.InvalidStatus):
            await websockets.connect(url, additional_headers={"Origin": "https://evil.example"})


@asynchronous
async def test_health_is_for_everybody_and_the_rest_for_tokens(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, client):
        health = await client.get("/health", headers={"Authorization": ""})
        assert health.json()["status"] == "ok"
        info = (await client.get("/info")).json()
        assert info["cpus"] >= 1
        assert info["memory"]["total"] > info["memory"]["free"] > 0
        assert (info["executor"], info["owner"], info["scopes"]) == ("local", "owner", ["admin"])
        assert isinstance(info["gpus"], list)
        metrics = (await client.get("/metrics")).text
        assert 'coverslip_http_requests_total{method="GET",status="200"} 2.0' in metrics
        for path in ("/info", "/metrics", "/uploads/" + "0" * 64, "/artifacts/" + "0" * 64):
            for wrong in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}"):
                refused = await client.get(path, headers={"Authorization": wrong})
                assert refused.status_code == 401
                assert "link that" in refused.json()["error"]["message"]


@asynchronous
async def test_a_token_without_the_scope_is_told_which_one_it_lacks(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client):
        secret, _ = server.desk.tokens.add("ann", ["run"])
        refused = await client.delete("/artifacts/" + "0" * 64, headers={"Authorization": f"Bearer {secret}"})
        assert refused.status_code == 403
        assert "'admin'" in refused.json()["error"]["message"]
        async with connected(server, secret) as engine:
            assert await engine.plugins() == []
            with pytest.raises(RemoteError, match="scope 'install'"):
                await engine.install("source")


@asynchronous
async def test_pages_of_other_sites_are_refused_unless_allowed(tmp_path: Path) -> None:
    async with serving(tmp_path, allow_origins=("https://lab.example",)) as (server, client):
        for origin in ("https://evil.example", "null", "http://localhost:1"):
            refused = await client.get("/health", headers={"Origin": origin})
            assert refused.status_code == 403
            assert "access-control-allow-origin" not in refused.headers
            with pytest.raises(OSError, match="403"):
                async with connected(server, Origin=origin):
                    pass
        assert (await client.get("/health", headers={"Host": "evil.example"})).status_code == 403
        allowed = await client.get("/info", headers={"Origin": "https://lab.example"})
        assert allowed.headers["access-control-allow-origin"] == "https://lab.example"
        assert "Origin" in allowed.headers["vary"]
        asked = await client.options(
            "/info", headers={"Origin": "https://lab.example", "Access-Control-Request-Private-Network": "true"}
        )
        assert asked.status_code == 204
        assert "authorization" in asked.headers["access-control-allow-headers"]
        assert asked.headers["access-control-allow-private-network"] == "true"
        async with connected(server, Origin="https://lab.example") as engine:
            assert (await engine.info())["owner"] == "owner"


@asynchronous
async def test_no_path_leads_out_of_the_app(tmp_path: Path, app: Path) -> None:
    async with serving(tmp_path / "data", app=app) as (server, _):
        port = urlsplit(server.url).port

        def get(path: str) -> tuple[int, bytes]:
            # httpx would tidy these paths up.
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            connection.putrequest("GET", path)
            connection.endheaders()
            answer = connection.getresponse()
            result = answer.status, answer.read()
            connection.close()
            return result

        for path in (
            "/../secret.txt",
            "/assets/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/assets/..%5c..%5csecret.txt",
            "//secret.txt",
            "/way-out",
            "/../data/tokens.json",
            f"/{tmp_path}/secret.txt",
            "/secret.txt%00.html",
            "/artifacts/../tokens.json",
            "/artifacts/..%2f..%2ftokens.json",
        ):
            status, body = await asyncio.to_thread(get, path)
            assert status in {400, 401, 404, 405}, path
            assert b"secret" not in body
            assert b"digest" not in body


@asynchronous
async def test_after_many_wrong_tokens_an_address_has_to_wait(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=ServerLimits(failures=3)) as (_, client):
        for _ in range(3):
            await client.get("/info", headers={"Authorization": "Bearer wrong"})
        late = await client.get("/info")
        assert late.status_code == 401
        assert "Too many wrong tokens" in late.json()["error"]["message"]


@asynchronous
async def test_too_many_requests_are_told_when_to_go_on(tmp_path: Path) -> None:
    async with serving(tmp_path, limits=ServerLimits(requests=0.01, burst=3)) as (_, client):
        answers = [await client.get("/health") for _ in range(4)]
        assert [each.status_code for each in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[3].headers["retry-after"]) <= 100


@asynchronous
async def test_an_engine_on_a_cluster_tells_what_the_cluster_has(tmp_path: Path) -> None:
    engine = await Engine.open(tmp_path / "engine", executor=InProcessExecutor(Resources(64, 2, 2**38)))
    async with serving(tmp_path / "server", engine, executor="ray") as (_, client):
        info = (await client.get("/info")).json()
    assert (info["executor"], info["cpus"]) == ("ray", 64)
    assert info["memory"] == {"total": 2**38, "free": 2**38}
    assert info["gpus"] == [{"name": "GPU"}] * 2


@asynchronous
async def test_a_session_carries_arrays_files_progress_and_prints(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, _), connected(server) as engine:
        told: list[Any] = []
        image = np.arange(12, dtype=np.float32).reshape(3, 4)
        got = await called(engine, ["plugin", "op", [image, File("a.txt", b"text")], {"sigma": 2.0}], told.append)
        assert got[:2] == ["plugin", "op"]
        np.testing.assert_array_equal(got[2][0], image)
        assert await got[2][1].read() == b"text"
        assert got[3:] == [{"sigma": 2.0}, "owner"]
        assert told == [
            {"progress": {"fraction": 0.5, "text": "half"}},
            {"log": {"text": "printed", "level": "info"}},
        ]


@asynchronous
async def test_a_call_that_is_given_up_stops_on_the_engine(tmp_path: Path) -> None:
    echo = EchoEngine()
    async with serving(tmp_path, echo) as (server, _), connected(server) as engine:
        begun = asyncio.Event()
        call = asyncio.ensure_future(called(engine, ["plugin", "wait"], lambda _: begun.set()))
        await begun.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await engine.info()
        assert echo.stopped == 1


@asynchronous
async def test_jobs_are_seen_by_their_owner_and_by_admins_only(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, _):
        ann, _ = server.desk.tokens.add("ann", ["run"])
        bob, _ = server.desk.tokens.add("bob", ["run"])
        async with connected(server, ann) as hers, connected(server, bob) as his, connected(server) as admin:
            job = await hers.submit("plugin", "train", [], {}, {"priority": 2, "timeout": 60, "num_gpus": 0})
            assert (job["owner"], job["state"], job["priority"], job["timeout"]) == ("ann", "queued", 2, 60)
            assert [each["id"] for each in await hers.jobs()] == [job["id"]]
            assert [each["id"] for each in await admin.jobs()] == [job["id"]]
            assert await his.jobs() == []
            for method in (his.job, his.cancel, his.events, his.result):
                with pytest.raises(RemoteError, match="There is no job"):
                    await method(job["id"])
            assert [each["value"]["text"] async for each in await hers.events(job["id"], 1)] == ["job-1 2", "job-1 3"]
            assert (await hers.cancel(job["id"]))["state"] == "cancelled"
            with pytest.raises(RemoteError, match="num_gpus and memory"):
                await hers.submit("plugin", "train", [], {}, {"nice": 1})


@asynchronous
async def test_nothing_but_the_listed_methods_can_be_called(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, _), connected(server) as engine:
        for name in ("interface", "_desk", "__init__", "guarded", "close"):
            with pytest.raises(RemoteError, match="has no method"):
                await peer_of(engine).call(engine, name)


@asynchronous
async def test_a_revoked_token_ends_its_session_with_the_next_call(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, _):
        secret, token = server.desk.tokens.add("ann", ["run"])
        async with connected(server, secret) as engine:
            await engine.info()
            server.desk.tokens.revoke(token.id)
            with pytest.raises(RemoteError, match="was revoked"):
                await engine.info()


@asynchronous
async def test_a_page_with_a_wrong_token_learns_why(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, _):
        with pytest.raises(PeerClosed, match="does not know this token"):
            async with connected(server, "wrong"):
                pass


@asynchronous
async def test_a_browser_gives_its_token_as_a_protocol(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, _):
        url = server.url.replace("http", "ws") + "/rpc"
        protocols: Any = ["coverslip.1", f"coverslip.token.{TOKEN}"]
        async with websockets.connect(url, subprotocols=protocols) as socket:
            # The token does not come back.
            assert socket.subprotocol == "coverslip.1"


@asynchronous
async def test_what_is_done_and_refused_stands_in_the_audit_log(tmp_path: Path) -> None:
    async with serving(tmp_path) as (server, client):
        await client.get("/info", headers={"Authorization": "Bearer wrong\\n{}"})
        async with connected(server) as engine:
            with pytest.raises(RemoteError):
                await engine.install("the source", "mine.py")
            await engine.submit("plugin", "train")
    entries = [json.loads(line) for line in (tmp_path / "audit.log").read_text().splitlines()]
    assert [(each["action"], each["owner"], each["address"]) for each in entries] == [
        ("refuse", "", "127.0.0.1"),
        ("connect", "owner", "127.0.0.1"),
        ("install", "owner", "127.0.0.1"),
        ("submit", "owner", "127.0.0.1"),
    ]
    assert entries[2]["outcome"] == "failed"
    assert entries[2]["subject"] == "mine.py"
    assert TOKEN not in (tmp_path / "audit.log").read_text()


@asynchronous
async def test_admins_list_and_end_environments_and_processes_and_owners_delete_their_jobs(
    tmp_path: Path, hostile: str
) -> None:
    # Environments of its own, since one of them is removed.
    own = EnvironmentCache(tmp_path / "engine" / "environments")
    async with local_engine(tmp_path / "engine", own) as real, serving(tmp_path, real) as (server, _):
        ann, _ = server.desk.tokens.add("ann", ["run"])
        async with connected(server) as admin, connected(server, ann) as hers:
            plugin = (await admin.install(hostile, "hostile.py"))["id"]
            assert await hers.call(plugin, "add", [1]) == 2
            (process,) = await admin.processes()
            assert (process["plugin"], process["name"], process["owner"]) == (plugin, "Hostile", "ann")
            assert (process["calls"], process["processes"]) == (0, 1)
            assert process["memory"] > 0
            assert process["idle"] >= 0
            (environment,) = await admin.environments()
            assert environment["plugins"] == ["Hostile"]
            assert environment["size"] > 0
            assert environment["used"] >= environment["made"]
            for method in (hers.processes, hers.environments):
                with pytest.raises(RemoteError, match="scope 'admin'"):
                    await method()
            with pytest.raises(RemoteError, match="no environment"):
                await admin.remove_environment("x")
            # Those of one owner are ended without those of others.
            assert await admin.call(plugin, "add", [1]) == 2
            await admin.end_processes(plugin, "ann")
            assert [each["owner"] for each in await admin.processes()] == ["owner"]
            await admin.end_processes(plugin)
            assert await admin.processes() == []
            # Who may install removes what is theirs, and no plugin of others.
            bob, _ = server.desk.tokens.add("bob", ["run", "install"])
            async with connected(server, bob) as his:
                with pytest.raises(RemoteError, match="Hostile was installed by owner, who may remove it"):
                    await his.remove(plugin)

            # A job keeps its environment; without one it is removed, and made anew with the next call.
            waits = (await hers.submit(plugin, "steps", [2], {"wait_at": 0}))["id"]
            async for event in await hers.events(waits):
                if event["kind"] == "checkpoint":
                    break
            with pytest.raises(RemoteError, match=r"A job of Hostile runs in this environment .* Stop the job"):
                await admin.remove_environment(environment["id"])
            await hers.cancel(waits)
            await admin.remove_environment(environment["id"])
            assert await admin.environments() == []
            assert await hers.call(plugin, "add", [1]) == 2
            assert [each["id"] for each in await admin.environments()] == [environment["id"]]

            job = (await hers.submit(plugin, "add", [1]))["id"]
            async for _ in await hers.events(job):
                pass
            for each in (waits, job):
                await hers.delete(each)
            assert await hers.jobs() == []


@asynchronous
async def test_who_calls_in_a_loop_is_slowed_down_and_turned_away_when_it_would_wait_for_long(tmp_path: Path) -> None:
    async with (
        serving(tmp_path / "slow", limits=ServerLimits(reserve=0, requests=20, burst=2)) as (server, _),
        connected(server) as engine,
    ):
        assert await asyncio.gather(*(engine.plugins() for _ in range(8))) == [[]] * 8
    async with (
        serving(tmp_path / "hasty", limits=ServerLimits(reserve=0, requests=0.001, burst=2)) as (server, _),
        connected(server) as engine,
    ):
        assert [await engine.plugins() for _ in range(2)] == [[], []]
        with pytest.raises(RemoteError, match="calls too often"):
            await engine.plugins()
