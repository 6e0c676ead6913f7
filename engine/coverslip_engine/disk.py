"""A disk that takes no more."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterator

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class StorageFull(EngineError, OSError):
    """There is no room for a file."""


@contextmanager
def naming_a_full_disk(advice: str) -> Iterator[None]:
    """Let what a full disk raises be a `StorageFull`.

    Args:
        advice: what to do.

    Raises:
        StorageFull: the disk is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise StorageFull(f"The engine's disk is full; {advice}") from error
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_FULL:
            raise
        raise StorageFull(f"The engine's disk is full; {advice}") from error
