"""CPython beside the page, reached over a WebSocket (tests/unit/python/socket_echo.py)."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[3]


@contextmanager
def far_python() -> Iterator[str]:
    """Start the server; gives its address."""
    path = os.pathsep.join([str(_ROOT), str(_ROOT / "wasm_packages")])
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.python.socket_echo"],
        cwd=_ROOT,
        env={**os.environ, "PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with program:
        if program.stdout is None or program.stdin is None:
            raise RuntimeError("The server has no pipes.")
        yield f"ws://127.0.0.1:{program.stdout.readline().strip()}/"
        program.stdin.close()
