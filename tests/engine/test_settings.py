"""What the command line takes, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from coverslip_engine.cli import main, settings_of
from coverslip_engine.settings import DEFAULT_PORT, SettingsError

if TYPE_CHECKING:
    from pathlib import Path


def test_an_engine_listens_on_loopback_without_being_told(tmp_path: Path) -> None:
    settings = settings_of(["--data", str(tmp_path)])
    assert (settings.host, settings.port, settings.loopback, settings.scheme) == (
        "127.0.0.1",
        DEFAULT_PORT,
        True,
        "http",
    )


def test_the_owner_limits_what_plugins_and_files_take(tmp_path: Path) -> None:
    words = [
        "--memory",
        "1.5",
        "--cpu-time",
        "60",
        "--storage",
        "2",
        "--keep-days",
        "7",
        "--keep-uploads",
        "3",
        "--data",
        str(tmp_path),
    ]
    settings = settings_of(words)
    assert (settings.options.limits.memory, settings.options.limits.cpu) == (3 * 2**29, 60)
    assert (settings.limits.storage, settings.options.retention.days) == (2**31, 7)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--memory", "-1"], "-1 is no amount"),
        (["--cpu-time", "-3"], "-3 is no amount"),
        (["--storage", "much"], "much is no amount"),
        (["--data", "lab", "token", "list"], "`token` comes first"),
    ],
)
def test_what_is_no_amount_or_out_of_order_is_refused_with_what_to_do(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        settings_of(words)
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--host", "192.168.1.8"], "--token"),
        (["--host", "192.168.1.7"], "--token"),
        (["--token", "short"], "5 characters"),
        (["--port", "70000"], "no port 70000"),
        (["--tls-cert", "cert.pem"], "belong together"),
        (["--tls-cert", "no.pem", "--tls-key", "no.key"], "no.pem is no file"),
        (["--allow-origin", "example.org"], "'example.org' is no origin"),
        (["--ray-address", "auto"], "--executor ray"),
        (["--app", "/nowhere"], "index.html"),
        (["--base", "lab"], "begin and end with a slash"),
    ],
)
def test_settings_that_cannot_be_are_refused_with_what_to_do(words: list[str], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        settings_of(words)


def test_a_token_and_the_folder_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERSLIP_ENGINE_TOKEN", "from-the-environment")
    monkeypatch.setenv("COVERSLIP_ENGINE_DATA", str(tmp_path))
    settings = settings_of(["--behind-proxy"])
    assert (settings.token, settings.data, settings.proxied) == ("from-the-environment", tmp_path, True)


def test_the_command_ends_with_2_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--host", "192.168.1.8"])
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith("coverslip-engine: --host 192.168.1.8 can be reached")


def test_tokens_are_added_listed_and_revoked_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = ["--data", str(tmp_path)]
    main(["token", "add", "ann", "--scope", "run", "--scope", "install", "--days", "0", *data])
    name, secret = capsys.readouterr().out.splitlines()[0].split(": ")
    main(["token", "list", *data])
    listed = capsys.readouterr().out
    assert listed == f"{name}  ann  run,install  for ever\n"
    assert secret not in listed
    main(["token", "revoke", name, *data])
    main(["token", "list", *data])
    assert capsys.readouterr().out == f"The token {name} is revoked.\n"
