"""How often a client may ask: buckets that fill again with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

#: Clients that are remembered; of more, those that were silent longest are forgotten, whose buckets are full by then.
_REMEMBERED = 10_000


class RateLimit:
    """One bucket for each client.

    Args:
        rate: what flows in each second.
        burst: what a bucket holds.
        clock: seconds, from anywhere on.
    """

    def __init__(self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._burst, self._clock = rate, float(burst), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Seconds until a client may ask again; 0 when it may now."""
        level = self._level(client)
        return 0.0 if level >= 1 else (1 - level) / self._rate

    def take(self, client: str) -> float:
        """Count one request; gives the seconds that the client has to wait instead, or 0."""
        wait = self.wait(client)
        if wait == 0:
            self._buckets[client] = (self._level(client) - 1, self._clock())
            self._buckets.move_to_end(client)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        return wait

    def _level(self, client: str) -> float:
        level, at = self._buckets.get(client, (self._burst, 0.0))
        return min(self._burst, level + (self._clock() - at) * self._rate)
