"""Tokens: who may do what. Only their hashes are kept, so that the file gives none away."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

from .errors import EngineError, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Scope: TypeAlias = Literal["run", "install", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)

#: The file, within the folder of an engine.
TOKENS_FILE = "tokens.json"
#: Days for which a token holds when nothing else is said.
DAYS = 30.0
_DAY = 86400.0


class Forbidden(EngineError, PermissionError):
    """The token is unknown, has expired, was revoked, or does not allow what was asked for."""


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token.

    Attributes:
        id: its name for lists, the audit log and revoking; no secret.
        owner: whose it is. Tokens of one owner see the same jobs.
        digest: its sha256, in hexadecimal.
        scopes: what it allows: "run" installed plugins, "install" others, "admin" everything of everybody.
        made: seconds since 1970.
        expires: likewise; None for never.
    """

    id: str
    owner: str
    digest: str
    scopes: tuple[Scope, ...]
    made: float
    expires: float | None

    def allows(self, scope: Scope) -> bool:
        """Whether it allows what the scope stands for."""
        return scope in self.scopes or "admin" in self.scopes


class Tokens:
    """The tokens of one engine, in a file that other processes may change meanwhile.

    Args:
        path: the file.
        clock: seconds since 1970.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path, self._clock = path, clock
        self._read_at: tuple[int, int, int] | None = None
        self._known: list[Token] = []
        #: Those that end with this process, which no file has to know.
        self._passing: list[Token] = []

    def add(
        self,
        owner: str,
        scopes: Iterable[Scope],
        *,
        days: float | None = DAYS,
        secret: str | None = None,
        lasting: bool = True,
    ) -> tuple[str, Token]:
        """Make a token; gives its secret, which can't be had again.

        Args:
            owner: whose it is.
            scopes: what it allows.
            days: how long it holds; None for ever.
            secret: the secret, when the person has one.
            lasting: whether it outlives this process.
        """
        now = self._clock()
        secret = secret or secrets.token_urlsafe(32)
        digest = _digest(secret)
        token = Token(
            id=secrets.token_hex(4),
            owner=owner,
            digest=digest,
            scopes=tuple(scope for scope in SCOPES if scope in set(scopes)),
            made=now,
            expires=None if days is None else now + days * _DAY,
        )
        # The same secret again is the same token, with what it allows now.
        self._passing = [each for each in self._passing if each.digest != digest and not self._expired(each)]
        if lasting:
            others = [each for each in self._kept() if each.digest != digest and not self._expired(each)]
            self._write([*others, token])
        else:
            self._passing.append(token)
        return secret, token

    def all(self) -> list[Token]:
        """Every token that was not revoked, the expired ones too."""
        return [*self._kept(), *self._passing]

    def _kept(self) -> list[Token]:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._known, self._read_at = [], None
            return []
        seen = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        if seen != self._read_at:
            self._known, self._read_at = _read(self._path), seen
        return list(self._known)

    def check(self, secret: str) -> Token:
        """The token of a secret.

        Raises:
            Forbidden: there is none, or it has expired.
        """
        digest = _digest(secret)
        found: Token | None = None
        # All are compared, each in constant time: how long it takes tells nothing.
        for each in self.all():
            if hmac.compare_digest(each.digest, digest):
                found = each
        if not secret:
            raise Forbidden("There is no token; take the link that the engine printed.")
        if found is None:
            raise Forbidden("The engine does not know this token; take the link that it printed last.")
        return self.still(found)

    def still(self, token: Token) -> Token:
        """A token as it is now.

        Raises:
            Forbidden: it has expired or was revoked since.
        """
        now = next((each for each in self.all() if each.digest == token.digest), None)
        if now is None:
            raise Forbidden(f"The token {token.id} was revoked.")
        if self._expired(now):
            raise Forbidden(f"The token {token.id} has expired; make a new one with `coverslip-engine token add`.")
        return now

    def revoke(self, token_id: str) -> None:
        """Forget a token; its sessions end with their next call.

        Raises:
            NotFound: there is none of this id.
        """
        passing, kept = ([each for each in group if each.id != token_id] for group in (self._passing, self._kept()))
        if len(passing) + len(kept) == len(self.all()):
            raise NotFound(f"There is no token {token_id!r}; `coverslip-engine token list` shows all.")
        if len(passing) < len(self._passing):
            self._passing = passing
        else:
            self._write(kept)

    def _expired(self, token: Token) -> bool:
        return token.expires is not None and token.expires <= self._clock()

    def _write(self, tokens: list[Token]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        text = json.dumps([asdict(each) for each in tokens], indent=1)
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._path)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _read(path: Path) -> list[Token]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        tokens = [Token(**entry) for entry in entries]
    except (ValueError, TypeError) as error:
        raise EngineError(f"{path} holds no tokens that can be read ({error}); delete it to begin anew.") from error
    return [replace(each, scopes=cast("tuple[Scope, ...]", tuple(each.scopes))) for each in tokens]
