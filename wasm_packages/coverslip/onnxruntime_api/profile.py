"""How long a session's runs took, in the file that `end_profiling` names (Chrome's trace format, as onnxruntime's)."""

from __future__ import annotations

import json
import time
from pathlib import Path


class Profile:
    """Times of one session.

    Args:
        prefix: how the file's path begins.
    """

    def __init__(self, prefix: str) -> None:
        self._path = Path(f"{prefix}_{time.strftime('%Y-%m-%d_%H-%M-%S')}.json")
        self._origin = time.perf_counter()
        self._events: list[dict[str, object]] = []

    def note(self, name: str, began: float) -> None:
        """Keep what began at that time of `time.perf_counter` and ends now."""
        self._events.append(
            {
                "cat": "Session",
                "pid": 1,
                "tid": 1,
                "ph": "X",
                "name": name,
                "ts": round((began - self._origin) * 1e6),
                "dur": round((time.perf_counter() - began) * 1e6),
                "args": {},
            }
        )

    def end(self) -> str:
        """Write the file; gives its path."""
        self._path.write_text(json.dumps(self._events), encoding="utf-8")
        return str(self._path)
