"""`build.py serve`: builds the site and serves it on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from build_steps.environment import node_packages, python_environment
from build_steps.errors import StepError
from build_steps.site import site
from build_steps.static_server import StaticServer

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from build_steps.config import Config

_FIRST_PORT = 8000
_LAST_PORT = 8099


def run(config: Config, arguments: argparse.Namespace) -> int:
    """Serves until Ctrl-C."""
    base = str(arguments.base)
    if not (base.startswith("/") and base.endswith("/")):
        raise StepError(f"--base {base!r} has to begin and end with a slash, such as /some/where/.")
    python_environment(config)
    node_packages(config)
    folder = site(config)
    with server_for(folder, arguments.port, base, isolated=not arguments.no_isolation_headers) as server:
        config.report.say(f"Coverslip is at {server.url} (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            config.report.say("\nEnded.")
    return 0


def server_for(folder: Path, port: int | None, base: str, *, isolated: bool) -> StaticServer:
    """A server on `port`, or on the first free one when none is named.

    Raises:
        StepError: the named port, or every one that was tried, is taken.
    """
    if port is not None:
        return StaticServer(folder, port=port, base=base, isolated=isolated)
    for free in range(_FIRST_PORT, _LAST_PORT + 1):
        try:
            return StaticServer(folder, port=free, base=base, isolated=isolated)
        except StepError:
            continue
    raise StepError(f"All ports from {_FIRST_PORT} to {_LAST_PORT} are taken; name another one with --port.")
