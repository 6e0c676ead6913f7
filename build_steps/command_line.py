"""The commands of build.py, and the one place where a failure becomes an exit code and a sentence."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from build_steps.config import Config, default_cache
from build_steps.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[1]
_INTERRUPTED = 130


def main(words: Sequence[str]) -> int:
    """Runs one command and gives the exit code: 0 when it went well, 1 when not, 2 for a wrong command line."""
    arguments = parser().parse_args(words)
    try:
        config = Config(
            root=ROOT,
            out=Path((arguments.out if arguments.command == "build" else None) or ROOT / "dist").resolve(),
            cache=default_cache(),
            older_wheels=_older_wheels(),
            base=getattr(arguments, "base", "") if arguments.command == "build" else "",
        )
        # Each command imports what it needs, so that one works where another one's needs are missing.
        command = importlib.import_module(f"build_steps.commands.{arguments.command}")
        return int(command.run(config, arguments))
    except StepError as error:
        print(f"build.py {arguments.command}: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        # A full disk or a folder that may not be written to; what a step expects to fail, it tells itself.
        what = f"{error.filename}: {error.strerror}" if error.filename is not None else str(error)
        print(f"build.py {arguments.command}: {what}. Mend that, and run the same command again.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return _INTERRUPTED


def _older_wheels() -> bool:
    """In CI a site with other packages than it should have counts as a failure, unless it is told otherwise."""
    told = os.environ.get("COVERSLIP_OLDER_WHEELS")
    return not os.environ.get("CI") if told is None else told == "1"


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(prog="build.py", description="Builds, serves and checks Coverslip.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="build the site and serve it on this machine")
    serve.add_argument("--port", type=int, help="port to listen on (default: the first free one from 8000)")
    serve.add_argument("--base", default="/", help="path below which the site stands, such as /some/where/")
    serve.add_argument("--no-isolation-headers", action="store_true", help="serve as a host that sets no headers does")

    build = commands.add_parser("build", help="build the site into a folder for any static host")
    build.add_argument("--base", default="", help="bind the app to this path, such as /some/where/ (default: any path)")
    build.add_argument("--out", help="folder to write (default: dist)")

    test = commands.add_parser("test", help="check and test everything, or a part of it")
    test.add_argument(
        "selection",
        nargs="*",
        help="unit, engine, build, wheels, train, browser, cluster, jupyter, conformance, upload, paths (default: all)",
    )

    commands.add_parser("check", help="formatting, lint, types and import rules of both languages")
    commands.add_parser("fix", help="format, and correct what can be corrected")

    bench = commands.add_parser("bench", help="measure, against other ways to do the same")
    bench.add_argument("group", nargs="?", help="only this group of measurements")
    bench.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")

    wheels = commands.add_parser("wheels", help="fetch or build the Python packages of the site")
    wheels.add_argument("--lock", action="store_true", help="resolve packages.toml again and write the lock")

    wheel = commands.add_parser("wheel", help="build the package for pip, with the app in it")
    wheel.add_argument("--out", help="folder to write (default: build)")

    clean = commands.add_parser("clean", help="delete what was built")
    clean.add_argument("--cache", action="store_true", help="delete the downloads and built wheels too")
    return top
