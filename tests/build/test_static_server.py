"""The static server behind `build.py serve`."""

from __future__ import annotations

import http.client
import socket
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from build_steps.errors import StepError
from build_steps.static_server import StaticServer, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE = "/some/where/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>")
    (folder / "sw.js").write_text("")
    (folder / "assets" / "0abc.wasm.gz").write_bytes(bytes(range(100)))
    (tmp_path / "secret").write_text("secret")
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[StaticServer]:
    with serving(StaticServer(folder, base=BASE)) as server:
        yield server


def answer(server: StaticServer, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    reply = connection.getresponse()
    reply.read_all = reply.read()  # type: ignore[attr-defined]
    connection.close()
    return reply


def body(reply: http.client.HTTPResponse) -> bytes:
    content = reply.read_all  # type: ignore[attr-defined]
    assert isinstance(content, bytes)
    return content


def test_the_site_stands_below_its_base_and_nowhere_else(server: StaticServer) -> None:
    with urllib.request.urlopen(server.url, timeout=60) as page:
        assert page.read() == b"<!doctype html>"
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    with pytest.raises(urllib.error.HTTPError, match="404") as caught:
        urllib.request.urlopen(f"http://localhost:{server.server_port}/index.html", timeout=60)
    caught.value.close()


def test_the_base_without_its_slash_leads_to_the_site(server: StaticServer) -> None:
    reply = answer(server, "/some/where")
    assert (reply.status, reply.headers["Location"]) == (301, BASE)


def test_nothing_outside_of_the_site_is_given_away(server: StaticServer) -> None:
    for path in ("../secret", "%2e%2e/secret", "assets/../../secret", "/etc/passwd", ""):
        reply = answer(server, f"{BASE}assets/../{path}" if path else f"{BASE}assets")
        assert reply.status == 404 or body(reply) == b"<!doctype html>"


def test_a_compressed_asset_is_bytes_which_the_page_decodes(server: StaticServer) -> None:
    reply = answer(server, BASE + "assets/0abc.wasm.gz")
    assert reply.headers["Content-Type"] == "application/octet-stream"
    assert reply.headers["Content-Encoding"] is None
    assert "immutable" in reply.headers["Cache-Control"]


def test_what_changes_under_its_name_is_asked_for_each_time(server: StaticServer) -> None:
    assert answer(server, BASE + "sw.js").headers["Cache-Control"] == "no-cache"
    assert answer(server, BASE).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("wanted", "part", "header"),
    [
        ("bytes=10-19", bytes(range(10, 20)), "bytes 10-19/100"),
        ("bytes=90-", bytes(range(90, 100)), "bytes 90-99/100"),
        ("bytes=-5", bytes(range(95, 100)), "bytes 95-99/100"),
        ("bytes=98-1000", bytes(range(98, 100)), "bytes 98-99/100"),
    ],
)
def test_a_range_gives_that_part(server: StaticServer, wanted: str, part: bytes, header: str) -> None:
    reply = answer(server, BASE + "assets/0abc.wasm.gz", Range=wanted)
    assert (reply.status, body(reply), reply.headers["Content-Range"]) == (206, part, header)


def test_a_range_beyond_the_end_is_refused(server: StaticServer) -> None:
    assert answer(server, BASE + "assets/0abc.wasm.gz", Range="bytes=100-").status == 416


def test_head_tells_the_size_without_the_file(server: StaticServer) -> None:
    reply = answer(server, BASE + "assets/0abc.wasm.gz", "HEAD")
    assert (reply.headers["Content-Length"], body(reply)) == ("100", b"")


def test_isolation_headers_are_set_when_wanted_and_only_then(folder: Path) -> None:
    for isolated, expected in ((True, "credentialless"), (False, None)):
        with serving(StaticServer(folder, isolated=isolated)) as server:
            assert answer(server, "/").headers["Cross-Origin-Embedder-Policy"] == expected


def test_a_port_that_is_taken_is_told_with_what_to_do(server: StaticServer, folder: Path) -> None:
    with pytest.raises(StepError, match=rf"Port {server.server_port} can't be had .*--port"):
        StaticServer(folder, port=server.server_port)


@pytest.mark.parametrize(("error", "is_told"), [(ConnectionResetError("gone"), False), (ValueError("a fault"), True)])
def test_a_browser_that_goes_away_is_no_fault(
    server: StaticServer, capfd: pytest.CaptureFixture[str], error: Exception, is_told: bool
) -> None:
    with socket.socket() as connection:
        try:
            raise error
        except (ConnectionResetError, ValueError):
            server.handle_error(connection, ("127.0.0.1", 1))
    assert ("a fault" in capfd.readouterr().err) is is_told
