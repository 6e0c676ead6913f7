"""Which pages may talk to the engine.

A browser lets any page send requests to any address, this machine's included, and says in the header `Origin` which
page it was. What has no such header comes from no page of another site.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def origin_of(address: str) -> str | None:
    """Scheme, host and port of an address as browsers write them; None when it has none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in {None, default} else "")


@dataclass(frozen=True, slots=True)
class Origins:
    """The pages that are let in.

    Attributes:
        scheme: "http" or "https", as the engine speaks.
        loopback: whether only this machine can reach it; then a page that it serves has a name of this machine, and
            another host's name in `Host` is a name that somebody has pointed here.
        allowed: origins of other sites.
        proxied: whether requests come through a proxy, which names hosts and schemes that the engine does not know.
    """

    scheme: str
    loopback: bool
    allowed: frozenset[str]
    proxied: bool = False

    def admits_host(self, host: str) -> bool:
        """Whether a request may name the engine so."""
        if self.proxied or not self.loopback:
            return True
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in _LOOPBACK or any(origin.split("://", 1)[1] == host.lower() for origin in self.allowed)

    def admits(self, origin: str | None, host: str) -> bool:
        """Whether a page may connect.

        Args:
            origin: the request's `Origin`; None when it has none.
            host: the request's `Host`.
        """
        if not self.admits_host(host):
            return False
        if origin is None or origin in self.allowed:
            return True
        schemes = ("http", "https") if self.proxied else (self.scheme,)
        return origin.lower() in {origin_of(f"{scheme}://{host}") for scheme in schemes}

    def foreign(self, origin: str | None) -> bool:
        """Whether a page is of another site that is let in, which its browser wants to be told."""
        return origin is not None and origin in self.allowed
