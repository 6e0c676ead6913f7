"""Programs that a test starts and ends, and conditions it waits for."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

T = TypeVar("T")


def wait_until(look: Callable[[], T | None], what: str, timeout: float = 90.0, interval: float = 0.02) -> T:
    """Look until there is an answer other than None or False.

    Raises:
        TimeoutError: naming `what`, when there was none within `timeout` seconds.
    """
    end = time.monotonic() + timeout
    while True:
        found = look()
        if found is not None and found is not False:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen within {timeout:g} s")
        time.sleep(interval)


def start(command: Sequence[str], env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, so that it can be ended with all it starts."""
    return subprocess.Popen(
        list(command),
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def end(program: subprocess.Popen[bytes]) -> None:
    """End a program that :func:`start` started, and everything it started."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(program.pid, sign)
        except ProcessLookupError:
            break
        try:
            program.wait(5)
        except subprocess.TimeoutExpired:
            continue
    program.wait(60)
