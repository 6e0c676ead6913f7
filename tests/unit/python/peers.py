"""Two peers in the memory of one process."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from coverslip.rpc import Peer, memory_pair

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def connected(root: Any = None, other: Any = None, **options: Any) -> AsyncIterator[tuple[Peer, Peer]]:
    """A peer that offers `root`, and one that offers `other`; both are closed at the end."""
    a, b = memory_pair()
    one, two = Peer(a, root, name="one", **options), Peer(b, other, name="two")
    try:
        yield one, two
    finally:
        two.close()
        one.close()
