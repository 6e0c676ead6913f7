"""Who did what, when and from where: one line of JSON for each."""

from __future__ import annotations

import json
import logging.handlers
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Bytes of one file, and how many older ones are kept.
_SIZE, _KEPT = 16 * 2**20, 5
#: Characters of one detail, which a client may have chosen.
_LONGEST = 500


class AuditLog:
    """The log of one engine.

    Args:
        path: its file.
        clock: seconds since 1970.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._clock = clock
        self._handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_SIZE, backupCount=_KEPT, encoding="utf-8", delay=True
        )

    def write(self, action: str, *, owner: str = "", token: str = "", address: str = "", **details: Any) -> None:
        """Note something that was done or refused.

        Args:
            action: what, such as "install".
            owner: by whom.
            token: with which token, by its id.
            address: from where.
            details: what else there is to know; cut where it is long.
        """
        entry = {"at": round(self._clock(), 3), "action": action, "owner": owner, "token": token, "address": address}
        entry |= {
            name: value if isinstance(value, int | float) else str(value)[:_LONGEST] for name, value in details.items()
        }
        line = json.dumps(entry)
        self._handler.emit(logging.LogRecord("audit", logging.INFO, "", 0, line, None, None))

    def close(self) -> None:
        """Close the file."""
        self._handler.close()
