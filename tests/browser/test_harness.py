"""The servers and measures that the other browser tests rely on do what those believe."""

from __future__ import annotations

import http.client
import socket
import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import numpy as np
import pytest

from .harness.collector import Collector
from .harness.segmentation import f1_at
from .harness.static_site import Faults, StaticSite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def host(tmp_path: Path) -> Iterator[StaticSite]:
    (tmp_path / "index.html").write_text("<title>here</title>")
    with StaticSite(tmp_path, base="/sub/path/") as site:
        yield site


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=60) as answer:
        content: bytes = answer.read()
        return content


def test_the_collector_records_requests_datagrams_and_bare_connections() -> None:
    with Collector() as collector:
        fetch(collector.address + "/leak?x=1")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"hello", ("127.0.0.1", collector.port))
        socket.create_connection(("127.0.0.1", collector.port)).close()
        assert collector.wait_for(lambda arrivals: len(arrivals) == 3, 60)
        assert sorted(collector.arrivals) == [
            "GET /leak?x=1 HTTP/1.1",
            "UDP 5 bytes from 127.0.0.1",
            "connection without a request",
        ]


def test_the_collector_records_what_a_proxy_is_asked_for() -> None:
    with Collector() as collector:
        proxy = http.client.HTTPConnection("127.0.0.1", collector.port, timeout=60)
        proxy.set_tunnel("example.org", 443)
        with pytest.raises(OSError, match="403"):
            proxy.connect()
        assert collector.arrivals[0].startswith("CONNECT example.org:443 ")


def test_the_host_serves_below_its_path_and_nothing_outside_its_folder(host: StaticSite) -> None:
    assert b"here" in fetch(host.address)
    for path in ("/", "/sub/", "/sub/path/../../etc/passwd", "/sub/path/%2e%2e/x"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetch(host.origin + path)
    assert host.requests["/sub/path/"] == 1


def test_the_host_has_the_faults_that_it_is_told(host: StaticSite) -> None:
    address = host.put("/file.bin", bytes(1000))
    host.faults["/file.bin"] = Faults(cut_after=10)
    with pytest.raises(http.client.IncompleteRead):
        fetch(address)
    host.faults["/file.bin"] = Faults(instead=b"garbage")
    assert fetch(address) == b"garbage"
    gate = threading.Event()
    host.faults["/file.bin"] = Faults(until=gate)
    threading.Timer(0.05, gate.set).start()
    assert fetch(address) == bytes(1000)


def test_a_stopped_host_refuses_and_comes_back_at_the_same_address(host: StaticSite) -> None:
    host.stop()
    with pytest.raises(OSError, match="refused"):
        fetch(host.address)
    host.start()
    assert b"here" in fetch(host.address)


def test_f1_counts_instances_that_overlap_by_more_than_half() -> None:
    truth = np.zeros((4, 12), np.int32)
    truth[:, 0:4], truth[:, 4:8], truth[:, 8:12] = 1, 2, 3
    assert f1_at(truth * 7, truth) == 1
    found = np.zeros_like(truth)
    found[:, 0:3], found[:, 5:6] = 5, 9
    assert f1_at(found, truth) == pytest.approx(2 * 1 / (2 + 3)), "three quarters match, one quarter does not"
    merged = np.ones_like(truth)
    assert f1_at(merged, truth) == 0
