"""Run the long commands of a build: a log file for their words, a heartbeat for the person waiting."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .errors import BuildError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

HEARTBEAT_SECONDS = 10.0
_TAIL_LINES = 25


@dataclass(frozen=True)
class Progress:
    """Where a build tells how far it is: one line at each phase change, one about every ten seconds."""

    report: Callable[[str], None]
    log: Path
    clock: Callable[[], float] = field(default=time.monotonic)
    heartbeat: float = HEARTBEAT_SECONDS

    def run(self, phase: str, command: Sequence[str], *, env: Mapping[str, str], remedy: str) -> None:
        """Run ``command`` and return when it succeeded.

        The command is killed when this call is left in any other way, Ctrl-C included.

        Raises:
            BuildError: with the end of the command's output, the log's path and ``remedy``.
        """
        start = self.clock()
        self.report(f"{phase} …")
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            log.write(f"\n== {phase}\n".encode())
            log.flush()
            begin = log.tell()
            # A session of its own: Ctrl-C reaches this process alone, which then ends the command.
            process = subprocess.Popen(
                command,
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                code = self._wait(phase, process, start)
            finally:
                process.kill()
                process.wait()
        if code != 0:
            raise BuildError(f"{phase} failed (exit code {code}). {remedy}\n{self._tail(begin)}\nAll of it: {self.log}")
        self.report(f"{phase}: done in {self.clock() - start:.0f} s")

    def _wait(self, phase: str, process: subprocess.Popen[bytes], start: float) -> int:
        while True:
            try:
                return process.wait(timeout=self.heartbeat)
            except subprocess.TimeoutExpired:
                self.report(f"{phase}: {self.clock() - start:.0f} s so far")

    def _tail(self, begin: int) -> str:
        with self.log.open("rb") as log:
            log.seek(begin)
            lines = log.read().decode(errors="replace").splitlines()
        return "\n".join(f"  | {line}" for line in lines[-_TAIL_LINES:])
