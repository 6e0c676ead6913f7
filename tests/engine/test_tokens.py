"""Tokens, origins and rates."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest
from coverslip_engine.errors import EngineError, NotFound
from coverslip_engine.invitations import Invitations
from coverslip_engine.origins import Origins, origin_of
from coverslip_engine.rate_limits import RateLimit
from coverslip_engine.tokens import Forbidden, Tokens

if TYPE_CHECKING:
    from pathlib import Path


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_token_is_kept_as_a_hash_in_a_file_that_others_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    secret, token = Tokens(path).add("ann", ["run"])
    assert secret not in path.read_text()
    assert len(secret) >= 40
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Tokens(path).check(secret) == token


def test_a_scope_allows_itself_and_admin_everything(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    _, runner = tokens.add("ann", ["run"])
    _, admin = tokens.add("bob", ["admin"])
    assert [runner.allows(scope) for scope in ("run", "install", "admin")] == [True, False, False]
    assert [admin.allows(scope) for scope in ("run", "install", "admin")] == [True, True, True]


def test_wrong_expired_and_revoked_tokens_are_refused_each_in_its_own_words(tmp_path: Path) -> None:
    clock = Clock()
    tokens = Tokens(tmp_path / "tokens.json", clock)
    secret, token = tokens.add("ann", ["run"], days=1)
    for wrong in ("", "nonsense", secret[:-1], secret + "x", "\ud800"):
        with pytest.raises(Forbidden, match=r"no token|does not know"):
            tokens.check(wrong)
    clock.now += 86400 - 1
    assert tokens.check(secret) == token
    clock.now += 1
    with pytest.raises(Forbidden, match="has expired"):
        tokens.check(secret)
    with pytest.raises(Forbidden, match="has expired"):
        tokens.still(token)
    tokens.revoke(token.id)
    with pytest.raises(Forbidden, match="was revoked"):
        tokens.still(token)
    with pytest.raises(NotFound, match="token list"):
        tokens.revoke(token.id)


def test_another_process_revokes_a_token_of_a_running_engine(tmp_path: Path) -> None:
    running, command_line = Tokens(tmp_path / "tokens.json"), Tokens(tmp_path / "tokens.json")
    secret, token = running.add("ann", ["run"])
    assert running.check(secret) == token
    command_line.revoke(token.id)
    with pytest.raises(Forbidden):
        running.check(secret)


def test_a_token_of_the_persons_own_is_one_token_however_often_the_engine_starts(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path / "tokens.json")
    for _ in range(3):
        tokens.add("owner", ["admin"], secret="one-that-i-made-up")  # noqa: S106
    assert len(tokens.all()) == 1


def test_a_token_that_does_not_last_ends_with_its_process_and_is_written_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    tokens = Tokens(path)
    secret, token = tokens.add("ann", ["admin"], lasting=False)
    assert tokens.check(secret) == token
    assert not path.exists()
    _, kept = tokens.add("bob", ["run"])
    assert tokens.all() == [kept, token]
    tokens.revoke(token.id)
    with pytest.raises(Forbidden):
        tokens.check(secret)
    assert Tokens(path).all() == [kept]


def test_an_invitation_is_taken_once_and_soon() -> None:
    clock = Clock()
    invitations = Invitations(clock)
    first, second = invitations.make(), invitations.make()
    assert first != second
    invitations.redeem(first)
    clock.now += 3600
    for refused in (first, second, "once.guessed", ""):
        with pytest.raises(Forbidden, match="used already, or is too old"):
            invitations.redeem(refused)


def test_a_file_that_holds_no_tokens_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tokens.json"
    for text in ("{", "[1]", json.dumps([{"id": "x"}])):
        path.write_text(text)
        with pytest.raises(EngineError, match=r"tokens\.json"):
            Tokens(path).all()


def test_addresses_become_origins_as_browsers_write_them() -> None:
    assert origin_of("https://Example.org:443/a?b") == "https://example.org"
    assert origin_of("http://[::1]:9527/") == "http://[::1]:9527"
    for none in ("null", "", "file:///etc", "javascript:alert(1)", "http://", "http://a:b", "http://["):
        assert origin_of(none) is None


def test_only_pages_of_its_own_and_of_allowed_origins_are_let_in() -> None:
    origins = Origins("http", loopback=True, allowed=frozenset({"https://coverslip.example"}))
    assert origins.admits(None, "127.0.0.1:9527")
    assert origins.admits("http://localhost:9527", "localhost:9527")
    assert origins.admits("https://coverslip.example", "127.0.0.1:9527")
    assert origins.admits("http://[::1]:9527", "[::1]:9527")
    for hostile in (
        "https://evil.example",
        "null",
        "http://localhost:9999",
        "https://localhost:9527",
        "http://localhost:9527.evil.example",
    ):
        assert not origins.admits(hostile, "localhost:9527")
    # A name that somebody has pointed to this machine.
    assert not origins.admits("http://evil.example:9527", "evil.example:9527")
    assert not origins.admits(None, "evil.example")


def test_behind_a_proxy_pages_of_the_host_that_it_names_are_let_in() -> None:
    origins = Origins("http", loopback=True, allowed=frozenset(), proxied=True)
    assert origins.admits("https://hub.example", "hub.example")
    assert origins.admits("http://127.0.0.1:8888", "127.0.0.1:8888")
    for hostile in ("https://evil.example", "null", "https://hub.example:8443"):
        assert not origins.admits(hostile, "hub.example")


def test_a_bucket_empties_and_fills_again_for_each_client() -> None:
    clock = Clock()
    limit = RateLimit(2, 3, clock)
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.take("b") == 0
    clock.now += 0.5
    assert [limit.take("a"), limit.take("a")] == [0, 0.5]
    clock.now += 100
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
