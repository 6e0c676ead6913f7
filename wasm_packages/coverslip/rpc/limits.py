"""What a peer may ask of this side before it is closed, or has to wait."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one peer.

    Attributes:
        header: characters of one header.
        attachments: attachments of one frame.
        depth: values nested in one another.
        serving: calls that are being served at once; those above wait for their turn.
        waiting: calls that may wait; above, the peer is closed.
        exports: objects exported to the peer and not yet dropped; above, the peer is closed.
    """

    header: int = 64 * 2**20
    attachments: int = 4096
    depth: int = 64
    serving: int = 1024
    waiting: int = 50_000
    exports: int = 2**20


LIMITS = Limits()
