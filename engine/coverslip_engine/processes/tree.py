"""All processes that descend from one: also those that left its group and whose parents have ended."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Callable

#: A variable that every process of a plugin inherits, whatever it does; its value is `ENGINE/PROCESS`.
MARK = "COVERSLIP_PROCESS"
#: Times that one looks for processes that were started while others were ended.
_ROUNDS = 50
#: Seconds that those which were killed have before one looks for new ones, and between two looks.
_PATIENCE, _LOOK = 0.2, 0.005
_GONE = (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess)


class ProcessTree:
    """A process and its descendants.

    Args:
        root: the process, leader of its own session.
        mark: the value of `MARK` in its environment.
    """

    def __init__(self, root: int, mark: str) -> None:
        self._root = root
        self._mark = mark
        # A group whose leader has been waited for may be another's one day.
        self.leader_alive = True

    def members(self) -> list[psutil.Process]:
        """Those that are alive."""
        found: dict[int, psutil.Process] = {}
        with contextlib.suppress(*_GONE):
            if self.leader_alive:
                root = psutil.Process(self._root)
                found = {each.pid: each for each in (root, *root.children(recursive=True))}
        for each in marked(self._mark):
            found.setdefault(each.pid, each)
        return [each for each in found.values() if _alive(each)]

    def kill(self) -> None:
        """End all of them, also those that start others meanwhile."""
        if self.leader_alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._root, signal.SIGKILL)
        _kill_until_gone(self.members)

    def memory(self, limit: int) -> int:
        """Bytes that they hold. What they share is divided among them, which is found out only near the limit."""
        members = self.members()
        held = sum(_resident(each) for each in members)
        return held if not limit or held <= limit else sum(_proportional(each) for each in members)

    def cpu(self) -> float:
        """Seconds of processor time that those alive have used, with those of children that they waited for."""
        total = 0.0
        for each in self.members():
            with contextlib.suppress(*_GONE):
                times = each.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total


def marked(mark: str) -> list[psutil.Process]:
    """Processes whose mark is this one, or begins with it where it ends in a slash."""
    out = []
    for each in psutil.process_iter():
        try:
            value = each.environ().get(MARK, "")
        except (*_GONE, OSError):
            continue
        if value == mark or (mark.endswith("/") and value.startswith(mark)):
            out.append(each)
    return out


def end_left_over(engine: str) -> None:
    """End what an engine left behind that could not do it itself.

    Args:
        engine: its part of the mark.
    """
    _kill_until_gone(lambda: [each for each in marked(f"{engine}/") if _alive(each)])


def _kill_until_gone(members: Callable[[], list[psutil.Process]]) -> None:
    for _ in range(_ROUNDS):
        found = [each for each in members() if each.pid != os.getpid()]
        if not found:
            return
        for each in found:
            with contextlib.suppress(*_GONE):
                each.kill()
        # Not psutil's own way to wait: it would take the exit code of a child from whoever waits for that.
        until = time.monotonic() + _PATIENCE
        while any(map(_alive, found)) and time.monotonic() < until:
            time.sleep(_LOOK)


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except _GONE:
        return False


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except _GONE:
        return 0


def _proportional(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except _GONE:
        return 0
    return int(getattr(full, "pss", full.rss))
