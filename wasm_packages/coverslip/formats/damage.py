"""Errors of readers, as sentences that name the file and the cause."""

from __future__ import annotations

import struct
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING

from coverslip.errors import CoverslipError, FileFormatError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def blamed(name: str) -> Iterator[None]:
    """Blame the file for whatever a reader raises over bytes that are not what they should be.

    Raises:
        FileFormatError: naming the file and the cause.
    """
    try:
        yield
    except (CoverslipError, ImportError):
        raise
    except MemoryError as error:
        raise FileFormatError(f"{name} is too large: there is not enough memory to open it.", name) from error
    except RecursionError as error:
        raise FileFormatError(f"{name} is damaged: its parts hold one another without end.", name) from error
    except Exception as error:  # whatever a codec raises
        raise FileFormatError(f"{name} is damaged or not copied to its end: {_reason(error)}", name) from error


def _reason(error: Exception) -> str:
    if isinstance(error, struct.error | zlib.error | IndexError | KeyError | TypeError | AttributeError):
        # These name a place in a reader's code, which tells a person nothing.
        return "a part of it is not what the format says."
    if isinstance(error, EOFError) or "items" in str(error):
        # numpy counts what it could not read in items, which says nothing of the file.
        return "its end is missing. Copy or download it again."
    lines = str(error).strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".") + "."
