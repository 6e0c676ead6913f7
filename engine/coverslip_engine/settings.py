"""How an engine is started: what the command line says, checked."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from .errors import EngineError
from .options import EngineOptions
from .origins import origin_of

ExecutorName: TypeAlias = Literal["local", "ray"]

#: Where an engine listens when nothing else is said.
DEFAULT_PORT = 9527
#: The fewest characters of a token that a person makes up.
SHORTEST_TOKEN = 16


class SettingsError(EngineError, ValueError):
    """Settings with which no engine can start."""


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """What clients may take.

    Attributes:
        artifact: bytes of one file.
        storage: bytes of all files together; None for as much as the disk has.
        reserve: bytes of the disk that stay free.
        requests: requests a second of one client, in the long run.
        burst: requests of one client at once.
        failures: wrong tokens a minute from one address, before it has to wait.
        sessions: connected pages at a time.
    """

    artifact: int = 64 * 2**30
    storage: int | None = None
    reserve: int = 256 * 2**20
    requests: float = 100.0
    burst: int = 400
    failures: int = 20
    sessions: int = 1000


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one engine.

    Attributes:
        data: the folder of everything that it keeps.
        host: where it listens.
        port: likewise; 0 for any that is free.
        token: a token of the person's own; None makes one at each start.
        tls_cert: certificate chain (PEM); None for plain HTTP.
        tls_key: its key.
        allow_origins: pages of other sites that may connect, such as "https://example.org".
        executor: what runs plugins and jobs.
        ray_address: the cluster of the executor "ray": "auto" or "ray://HOST:PORT".
        app: folder of the built app; None when it is not there.
        base: path below which a proxy shows the engine, such as "/lab/engine/", where it does not take it off.
        proxied: whether a proxy that is reached by other names stands before the engine. Then hosts are not checked,
            and pages of the host that a request names may connect; tokens are asked for as ever.
        limits: what clients may take.
        options: what plugins may take, and how long jobs are kept.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    token: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    allow_origins: tuple[str, ...] = ()
    executor: ExecutorName = "local"
    ray_address: str | None = None
    app: Path | None = None
    base: str = "/"
    proxied: bool = False
    limits: ServerLimits = field(default_factory=ServerLimits)
    options: EngineOptions = field(default_factory=EngineOptions)

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise SettingsError(f"There is no port {self.port}: name one from 1 to 65535 with --port, or 0 for any.")
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise SettingsError(
                f"The token has {len(self.token)} characters; one that can't be guessed has {SHORTEST_TOKEN} at least. "
                "Leave --token out to have one made."
            )
        if not self.loopback and self.token is None:
            raise SettingsError(
                f"--host {self.host} can be reached from other machines: name a token with --token as well, "
                f"of {SHORTEST_TOKEN} characters at least."
            )
        if (self.tls_cert is None) != (self.tls_key is None):
            raise SettingsError("--tls-cert and --tls-key belong together; one of them is missing.")
        for path in (self.tls_cert, self.tls_key):
            if path is not None and not path.is_file():
                raise SettingsError(f"{path} is no file; --tls-cert and --tls-key name PEM files.")
        for each in self.allow_origins:
            if origin_of(each) != each:
                raise SettingsError(f"--allow-origin {each!r} is no origin; write it as https://example.org.")
        if self.ray_address is not None and self.executor != "ray":
            raise SettingsError("--ray-address says where jobs run with --executor ray, which is missing.")
        if not (self.base.startswith("/") and self.base.endswith("/")):
            raise SettingsError(f"--base {self.base!r} has to begin and end with a slash, such as /lab/engine/.")
        if self.app is not None and not (self.app / "index.html").is_file():
            raise SettingsError(f"{self.app} has no index.html; --app names the folder of the built app.")

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the engine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def scheme(self) -> str:
        """Of its addresses."""
        return "https" if self.tls_cert else "http"


def built_app() -> Path | None:
    """The app that came with the package, or that this checkout has built."""
    here = Path(__file__).resolve().parent
    for folder in (here / "app", here.parent.parent / "dist"):
        if (folder / "index.html").is_file():
            return folder
    return None
