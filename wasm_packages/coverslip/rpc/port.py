"""Ports to other peers, to be sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class PeerPort:
    """A port to another peer: the side that receives it gets that peer's root object.

    Attributes:
        port: a MessagePort in the browser; the end of a memory pair elsewhere.
        name: what the peer is called, for messages.
        methods: names of its root's methods; empty when they are not known.
    """

    port: Any
    name: str
    methods: tuple[str, ...] = ()
