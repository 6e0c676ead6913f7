"""Real engines that serve the app, each a program of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from .process import end

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[3]


@contextmanager
def engine(data: Path, dist: Path, *more: str) -> Iterator[str]:
    """The checkout's engine, started with more words if there are any; gives the link that it prints."""
    words = ["-m", "coverslip_engine", "--port", "0", "--data", str(data), "--app", str(dist), *more]
    with linked([sys.executable, *words], _of_the_checkout()) as link:
        yield link


@contextmanager
def training_engine(data: Path, dist: Path) -> Iterator[str]:
    """One whose plugins run in the environment of the tests, where PyTorch is; gives the link that it prints."""
    words = ["-m", "tests.engine.training_engine", str(data), str(dist)]
    # Threads that wait for one another make all of them slow where other tests run beside.
    with linked([sys.executable, *words], {**_of_the_checkout(), "OMP_NUM_THREADS": "1"}) as link:
        yield link


@contextmanager
def linked(command: Sequence[str], env: Mapping[str, str], folder: Path = ROOT) -> Iterator[str]:
    """A program that prints the link of an engine; gives the link, and ends the program with all that it started."""
    program = subprocess.Popen(
        command, env=env, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        assert program.stdout is not None
        yield next(line.strip().decode() for line in program.stdout if b"#/app?engine=" in line)
    finally:
        end(program)
        if program.stdout is not None:
            program.stdout.close()


def _of_the_checkout() -> dict[str, str]:
    path = os.pathsep.join(str(folder) for folder in (ROOT / "wasm_packages", ROOT / "engine", ROOT))
    return {**os.environ, "PYTHONPATH": path}
