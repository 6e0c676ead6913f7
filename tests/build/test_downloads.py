"""Downloads: cut, resumed, refused."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from build_steps.content import sha256_of
from build_steps.downloads import download
from build_steps.errors import HashMismatch, Unreachable
from build_steps.static_server import serving

from .cutting_server import CuttingServer

if TYPE_CHECKING:
    from pathlib import Path

    from .silent_report import SilentReport

CONTENT = bytes(range(256)) * 400
HASH = sha256_of(CONTENT)


def no_pause(_: float) -> None:
    """Stands in for the wait between two tries."""


def test_a_download_that_is_cut_goes_on_where_it_was(tmp_path: Path, report: SilentReport) -> None:
    with serving(CuttingServer(CONTENT, cuts=2, piece=1000)) as server:
        path = download(server.url + "file", tmp_path / "file", HASH, report, pause=no_pause)
    assert path.read_bytes() == CONTENT
    assert server.asked == ["", "bytes=1000-", "bytes=2000-"]
    assert list(tmp_path.iterdir()) == [path]
    assert report.transfers[-1] == ("file", len(CONTENT), len(CONTENT))


def test_what_an_interrupted_run_left_is_completed(tmp_path: Path, report: SilentReport) -> None:
    (tmp_path / "file.part").write_bytes(CONTENT[:5000])
    with serving(CuttingServer(CONTENT)) as server:
        path = download(server.url + "file", tmp_path / "file", HASH, report, pause=no_pause)
    assert path.read_bytes() == CONTENT
    assert server.asked == ["bytes=5000-"]


def test_a_host_that_knows_no_ranges_sends_it_whole_again(tmp_path: Path, report: SilentReport) -> None:
    (tmp_path / "file.part").write_bytes(b"x" * 5000)
    with serving(CuttingServer(CONTENT, ranges=False)) as server:
        path = download(server.url + "file", tmp_path / "file", HASH, report, pause=no_pause)
    assert path.read_bytes() == CONTENT


def test_a_download_that_is_cut_each_time_keeps_what_came(tmp_path: Path, report: SilentReport) -> None:
    with (
        serving(CuttingServer(CONTENT, cuts=99, piece=100)) as server,
        pytest.raises(Unreachable, match="run the command again to go on"),
    ):
        download(server.url + "file", tmp_path / "file", HASH, report, pause=no_pause)
    assert (tmp_path / "file.part").read_bytes() == CONTENT[:400]


def test_another_file_than_was_asked_for_is_refused_and_named(tmp_path: Path, report: SilentReport) -> None:
    with serving(CuttingServer(b"forged")) as server, pytest.raises(HashMismatch) as caught:
        download(server.url + "file", tmp_path / "file", HASH, report, pause=no_pause)
    assert "file from http" in str(caught.value)
    assert caught.value.actual == sha256_of(b"forged")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_unreachable(tmp_path: Path, report: SilentReport) -> None:
    with serving(CuttingServer(CONTENT)) as server, pytest.raises(Unreachable, match="404"):
        download(server.url + "missing", tmp_path / "missing", HASH, report, pause=no_pause)
    assert len(server.asked) == 1


def test_a_host_that_does_not_answer_is_given_up_at_once(tmp_path: Path, report: SilentReport) -> None:
    pauses: list[float] = []
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/file"
        with pytest.raises(Unreachable, match="can't be reached"):
            download(address, tmp_path / "file", HASH, report, pause=pauses.append)
    assert pauses == []
