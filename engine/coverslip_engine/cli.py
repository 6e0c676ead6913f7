"""`coverslip-engine`: starts an engine and prints the link that opens the app with it; `coverslip-engine token …`."""

from __future__ import annotations

import argparse
import asyncio
import datetime
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from coverslip.errors import CoverslipError

from .executors.executor import Limits
from .jobs.retention import Retention
from .options import EngineOptions
from .origins import origin_of
from .running_server import RunningServer
from .settings import DEFAULT_PORT, ServerLimits, Settings, built_app
from .tokens import DAYS, SCOPES, TOKENS_FILE, Tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_GB = 2**30
_DATA = Path("~/.local/share/coverslip-engine")
#: A token in the environment is seen by nobody who lists processes.
TOKEN_VARIABLE = "COVERSLIP_ENGINE_TOKEN"  # noqa: S105 (its name)
#: Where everything is kept, for who can't write the command line.
DATA_VARIABLE = "COVERSLIP_ENGINE_DATA"


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command; leaves with 2 when it can't do what was asked for."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        if words[:1] == ["token"]:
            _token(_token_parser().parse_args(words[1:]))
        else:
            asyncio.run(_serve(settings_of(words)))
    except CoverslipError as error:
        sys.stderr.write(f"coverslip-engine: {error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)


def settings_of(words: Sequence[str]) -> Settings:
    """The settings that a command line asks for.

    Raises:
        SettingsError: no engine can start with them.
    """
    parser = _parser()
    given, rest = parser.parse_known_args(words)
    if rest:
        hint = "; `token` comes first: coverslip-engine token …" if "token" in rest else ""
        parser.error(f"unrecognized arguments: {' '.join(rest)}{hint}")
    return Settings(
        data=given.data.expanduser().resolve(),
        host=given.host,
        port=given.port,
        token=given.token or os.environ.get(TOKEN_VARIABLE) or None,
        tls_cert=given.tls_cert,
        tls_key=given.tls_key,
        allow_origins=tuple(origin_of(each) or each for each in given.allow_origin),
        executor=given.executor,
        ray_address=given.ray_address,
        app=given.app or built_app(),
        base=given.base,
        proxied=given.behind_proxy,
        limits=ServerLimits(storage=None if given.storage is None else int(given.storage * _GB)),
        options=EngineOptions(
            limits=Limits(memory=int(given.memory * _GB), cpu=math.ceil(given.cpu_time)),
            retention=Retention(days=given.keep_days, upload_days=given.keep_uploads),
        ),
    )


async def _serve(settings: Settings) -> None:
    server = await RunningServer.start(settings)
    print(f"The engine listens at {server.url} and keeps its data in {settings.data}.", flush=True)
    if settings.app is None:
        print(
            "This installation carries no app. Name the folder of a built one with --app (`python3 build.py build` "
            "makes it, as dist/); or allow the app at another address with --allow-origin, and paste this link there "
            f"under Engines and jobs:\n\n  {server.link}\n",
            flush=True,
        )
    else:
        print(f"Open this link; whoever has it may do everything here:\n\n  {server.link}\n", flush=True)
    if not settings.loopback and settings.tls_cert is None:
        print(
            "Without --tls-cert and --tls-key everybody on the network can read along, and browsers keep the app from "
            "working offline and with several threads. Give both; or leave out --host and reach the engine through a "
            f"tunnel, `ssh -L {DEFAULT_PORT}:localhost:{DEFAULT_PORT} HOST`, by the link that it then prints.",
            flush=True,
        )
    await server.ended()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="coverslip-engine",
        description="Runs native Python plugins and jobs for the app. `coverslip-engine token -h` tells of tokens.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="where to listen; another one than this needs --token")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help=f"0 for any; {DEFAULT_PORT} by default")
    parser.add_argument("--token", help=f"a token of your own, instead of a new one; or as {TOKEN_VARIABLE}")
    parser.add_argument("--tls-cert", type=Path, help="certificate chain (PEM), for https")
    parser.add_argument("--tls-key", type=Path, help="its key")
    parser.add_argument(
        "--allow-origin", action="append", default=[], metavar="ORIGIN", help="a page of another site that may connect"
    )
    _add_data(parser)
    parser.add_argument("--memory", type=_amount, default=0, metavar="GB", help="for each plugin or job; 0 for any")
    parser.add_argument("--cpu-time", type=_amount, default=0, metavar="S", help="processor seconds of each; 0 for any")
    parser.add_argument("--storage", type=_amount, metavar="GB", help="of all uploaded files together")
    parser.add_argument("--keep-days", type=_amount, default=30, metavar="DAYS", help="for ended jobs; 30 by default")
    parser.add_argument(
        "--keep-uploads", type=_amount, default=30, metavar="DAYS", help="for uploaded files that nobody uses; likewise"
    )
    parser.add_argument("--executor", choices=("local", "ray"), default="local", help="what runs plugins and jobs")
    parser.add_argument("--ray-address", help='the cluster: "auto" or ray://HOST:PORT')
    parser.add_argument("--app", type=Path, help="folder of the built app, instead of the one that came along")
    parser.add_argument("--base", default="/", metavar="/PATH/", help="path of the engine behind a proxy")
    parser.add_argument(
        "--behind-proxy", action="store_true", help="a proxy with a name of its own stands before the engine"
    )
    return parser


def _amount(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        amount = math.nan
    if not 0 <= amount < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no amount; give a number from 0 on")
    return amount


def _add_data(parser: argparse.ArgumentParser) -> None:
    default = Path(os.environ.get(DATA_VARIABLE) or _DATA)
    parser.add_argument("--data", type=Path, default=default, metavar="DIR", help=f"everything that is kept; {_DATA}")


def _token_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="coverslip-engine token", description="Who may use an engine.")
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="make a token and show it, once")
    add.add_argument("owner", help="whose it is; tokens of one owner see the same jobs")
    add.add_argument("--scope", action="append", choices=SCOPES, help="what it allows; run by default")
    add.add_argument("--days", type=_amount, default=DAYS, help=f"how long it holds; {DAYS:g} by default, 0 for ever")
    revoke = commands.add_parser("revoke", help="end a token")
    revoke.add_argument("id", help="as the list shows it")
    for each in (add, revoke, commands.add_parser("list", help="show the tokens, without their secrets")):
        _add_data(each)
    return parser


def _token(given: argparse.Namespace) -> None:
    tokens = Tokens(given.data.expanduser().resolve() / TOKENS_FILE)
    if given.command == "add":
        secret, token = tokens.add(given.owner, given.scope or ["run"], days=given.days or None)
        print(f"{token.id}: {secret}\nIt is shown only now.")
    elif given.command == "revoke":
        tokens.revoke(given.id)
        print(f"The token {given.id} is revoked.")
    else:
        for each in tokens.all():
            until = "for ever" if each.expires is None else f"until {_day(each.expires)}"
            print(f"{each.id}  {each.owner}  {','.join(each.scopes)}  {until}")


def _day(seconds: float) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%d %H:%M UTC")
