"""Long commands are reported on, logged, and never left running."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

import pytest

from build_steps.wheels import BuildError
from build_steps.wheels.phase import Progress

if TYPE_CHECKING:
    from pathlib import Path


def run(progress: Progress, code: str) -> None:
    progress.run("Thinking", [sys.executable, "-c", code], env=dict(os.environ), remedy="Think again.")


def test_a_phase_is_announced_and_its_end_too(tmp_path: Path) -> None:
    lines: list[str] = []
    run(Progress(lines.append, tmp_path / "log"), "print('words')")
    assert lines[0] == "Thinking …"
    assert lines[-1].startswith("Thinking: done in ")
    assert "words" in (tmp_path / "log").read_text()


def test_a_long_phase_has_a_heartbeat(tmp_path: Path) -> None:
    lines: list[str] = []
    run(Progress(lines.append, tmp_path / "log", heartbeat=0.05), "import time; time.sleep(0.6)")
    assert len([line for line in lines if line.endswith("so far")]) >= 3


def test_a_failure_tells_the_command_s_last_words_and_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as caught:
        run(Progress(lambda _: None, tmp_path / "log"), "print('the reason'); raise SystemExit(3)")
    message = str(caught.value)
    assert "Thinking failed (exit code 3). Think again." in message
    assert "the reason" in message
    assert str(tmp_path / "log") in message


def test_an_interrupt_ends_the_command(tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    def interrupt(line: str) -> None:
        if line.endswith("so far") and pid.exists() and pid.read_text():
            raise KeyboardInterrupt

    code = f"import os, pathlib, time; pathlib.Path({str(pid)!r}).write_text(str(os.getpid())); time.sleep(60)"
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        run(Progress(interrupt, tmp_path / "log", heartbeat=0.05), code)
    assert time.monotonic() - start < 30
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
