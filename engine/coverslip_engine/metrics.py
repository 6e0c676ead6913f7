"""Figures for Prometheus (https://prometheus.io/docs/instrumenting/exposition_formats/)."""

from __future__ import annotations

from collections import Counter as Tally
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


class Metrics:
    """The figures of one engine.

    Args:
        job_states: the state of each job that is kept.

    Attributes:
        requests: of HTTP, by method and status.
        refusals: by reason: "token", "origin", "rate".
        calls: of methods by pages, by name and outcome.
        uploaded: bytes.
        sessions: pages that are connected, or that may come back.
    """

    def __init__(self, job_states: Callable[[], Iterable[str]]) -> None:
        self._registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        registry.register(_Jobs(job_states))
        self.requests = Counter("coverslip_http_requests", "Requests", ["method", "status"], registry=registry)
        self.refusals = Counter("coverslip_refusals", "What was turned away", ["reason"], registry=registry)
        self.calls = Counter("coverslip_calls", "Calls of pages", ["method", "outcome"], registry=registry)
        self.uploaded = Counter("coverslip_uploaded_bytes", "Bytes of uploads", registry=registry)
        self.sessions = Gauge("coverslip_sessions", "Sessions of pages", registry=registry)

    def text(self) -> bytes:
        """All figures in the text format 0.0.4."""
        return generate_latest(self._registry)


class _Jobs(Collector):
    """Counts jobs when it is asked."""

    def __init__(self, states: Callable[[], Iterable[str]]) -> None:
        self._states = states

    def collect(self) -> Iterator[GaugeMetricFamily]:
        family = GaugeMetricFamily("coverslip_jobs", "Jobs that are kept", labels=["state"])
        for state, count in Tally(self._states()).items():
            family.add_metric([state], count)
        yield family
