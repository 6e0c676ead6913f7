"""How the tests and the benchmark start Debian's Chromium."""

from __future__ import annotations

PROGRAM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but our own servers is there; looking for a proxy or a search engine would only blur the record.
    "--disable-features=AutofillServerCommunication,MediaRouter,OptimizationHints,Translate",
)
