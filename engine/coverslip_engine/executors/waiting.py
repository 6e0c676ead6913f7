"""Telling people that something takes long."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

#: Seconds until the first word, and the most between two: what waits for hours should not fill the log.
_FIRST, _LONGEST = 5.0, 60.0


@asynccontextmanager
async def telling_of_a_wait(tell: Callable[[float], None]) -> AsyncIterator[None]:
    """Tell now and then how many seconds the body has taken."""
    telling = asyncio.create_task(_tell(tell))
    try:
        yield
    finally:
        telling.cancel()


async def _tell(tell: Callable[[float], None]) -> None:
    passed, pause = 0.0, _FIRST
    while True:
        await asyncio.sleep(pause)
        passed += pause
        tell(passed)
        pause = min(passed, _LONGEST)
