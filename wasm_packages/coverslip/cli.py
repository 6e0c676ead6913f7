"""Plugins in a terminal: `python plugin.py image.tif --sigma 2`, and `python -m coverslip`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .describe import OpDescription, ParamDescription, describe
from .errors import CoverslipError, PluginError, suggest
from .native_files import Writer, read_argument
from .op import ops_of
from .plugin import load_plugin
from .progress import finish_drawing
from .running import run_op
from .trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .figure import Figure

#: Exit codes: a mistake in what was asked for, and an error of the plugin.
WRONG, FAILED, STOPPED = 2, 1, 130

_FILES = ("image", "labels", "points", "shapes", "table", "file")


def main(argv: Sequence[str] | None = None) -> None:
    """Run an op of the script that calls this, with the arguments of the command line; then leave.

    Args:
        argv: the arguments; those of the process when absent.
    """
    module = sys.modules["__main__"]
    path = Path(getattr(module, "__file__", None) or "plugin.py")
    sys.exit(
        _guarded(str(path), lambda: _run(ops_of(module), path, list(sys.argv[1:] if argv is None else argv), path.name))
    )


def command(argv: Sequence[str]) -> int:
    """`python -m coverslip run PLUGIN …` or `describe PLUGIN`. Gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m coverslip", description="Runs and describes Coverslip plugins.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="run an op of a plugin", add_help=False)
    run.add_argument("plugin", type=Path)
    told = commands.add_parser("describe", help="print a plugin's header and ops as JSON")
    told.add_argument("plugin", type=Path)
    known, rest = parser.parse_known_args(argv)
    path: Path = known.plugin
    if known.command == "describe":
        if rest:
            parser.error(f"describe takes no {rest[0]}")
        return _guarded(str(path), lambda: _describe(path))
    return _guarded(str(path), lambda: _run(_load(path), path, rest, f"python -m coverslip run {path}"))


def _guarded(filename: str, work: Callable[[], None]) -> int:
    """The one place where errors become sentences and exit codes."""
    trace = Trace(filename)
    try:
        work()
    except CoverslipError as error:
        _say(str(error))
        return WRONG
    except KeyboardInterrupt:
        _say("Stopped.")
        return STOPPED
    except Exception as error:  # whatever a plugin raises
        described = trace.describe(error)
        said = f"{described['type']}: {described['message']}"
        trace_text = described["traceback"].rstrip()
        # A traceback ends with the error, in most cases in these words.
        _say(trace_text if trace_text.endswith(said) else f"{trace_text}\n{said}".lstrip())
        return FAILED
    finally:
        finish_drawing()
    return 0


def _say(text: str) -> None:
    finish_drawing()
    sys.stderr.write(f"{text}\n")


def _source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PluginError(f"{path} can't be read: {getattr(error, 'strerror', None) or error}.") from error


def _load(path: Path) -> Mapping[str, Callable[..., Any]]:
    return load_plugin(_source(path), str(path)).ops


def _describe(path: Path) -> None:
    from .header import parse_header

    source = _source(path)
    header = parse_header(source, path.name)
    ops = load_plugin(source, str(path)).describe()
    json.dump({"header": header, "ops": ops}, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _run(ops: Mapping[str, Callable[..., Any]], path: Path, argv: list[str], program: str) -> None:
    if not ops:
        raise PluginError(
            f"{path} has no op: write @op (from coverslip import op) before the function that can be run."
        )
    function, described = _chosen(ops, argv, program)
    parser = _parser(described, list(ops), program)
    given = vars(parser.parse_args(argv))
    arguments: dict[str, Any] = {}
    source: Path | None = None
    for param in described["params"]:
        value = given.get(param["name"])
        if value is None:
            continue
        kind = param["type"]["kind"]
        if kind in ("image", "labels", "points", "shapes", "table", "file"):
            source = source or value
            value = read_argument(value, kind)
        elif param["type"]["kind"] == "layers":
            of = param["type"]["of"]
            value = [read_argument(each, of) for each in value]
        arguments[param["name"]] = value
    writer = Writer(source, given["out"], described["name"])
    left_open: list[Figure] = []
    results = asyncio.run(run_op(function, (), arguments, left_open.append))
    several = results if isinstance(results, list) and len(described["results"]) == len(results) > 1 else [results]
    finish_drawing()
    for line in writer.write_all([*several, *left_open], described["results"]):
        print(line)


def _chosen(
    ops: Mapping[str, Callable[..., Any]], argv: Sequence[str], program: str
) -> tuple[Callable[..., Any], OpDescription]:
    """The op that `--op` names, or the first: its parameters make the rest of the command line."""
    early = argparse.ArgumentParser(prog=program, add_help=False, allow_abbrev=False)
    early.add_argument("--op", default=next(iter(ops)))
    name: str = early.parse_known_args(argv)[0].op
    if name not in ops:
        raise PluginError(f"There is no op {name!r} in this plugin. {suggest(name, ops)}")
    return ops[name], describe(ops[name])


def _parser(described: OpDescription, ops: Sequence[str], program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program, description=f"{described['title']}. {described['doc']}", allow_abbrev=False
    )
    for param in described["params"]:
        _add(parser, param)
    if len(ops) > 1:
        parser.add_argument("--op", default=described["name"], choices=ops, help="what is run (%(default)s)")
    else:
        parser.add_argument("--op", default=described["name"], help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, metavar="DIR", help="folder for the results (beside the first file)")
    return parser


def _add(parser: argparse.ArgumentParser, param: ParamDescription) -> None:
    name, kind = param["name"], param["type"]
    help_text = _help(param)
    if param["required"] and kind["kind"] in _FILES:
        parser.add_argument(name, type=Path, metavar=name.upper(), help=help_text)
        return
    flags = list(dict.fromkeys([f"--{name.replace('_', '-')}", f"--{name}"]))
    options: dict[str, Any] = {"dest": name, "required": param["required"], "help": help_text}
    match kind:
        case {"kind": "boolean"}:
            options["action"] = argparse.BooleanOptionalAction
        case {"kind": "number", "integer": integer}:
            options |= {"type": int if integer else float, "metavar": "NUMBER"}
        case {"kind": "choice", "choices": list(choices)}:
            by_text = {str(each["value"]): each["value"] for each in choices}
            options |= {"type": lambda text: by_text.get(text, text), "choices": list(by_text.values())}
        case {"kind": "string"}:
            options["metavar"] = "TEXT"
        case {"kind": "layers"}:
            options |= {"type": Path, "nargs": "+", "metavar": "FILE"}
        case {"kind": "any"}:
            options |= {"type": json.loads, "metavar": "JSON"}
        case _:
            options |= {"type": Path, "metavar": "FILE"}
    parser.add_argument(*flags, **options)


def _help(param: ParamDescription) -> str:
    kind = param["type"]
    notes = []
    if kind["kind"] == "number":
        low, high, unit = kind["min"], kind["max"], kind["unit"]
        if low is not None and high is not None:
            notes.append(f"{low:g} to {high:g}{f' {unit}' if unit else ''}")
        elif unit:
            notes.append(unit)
    if not param["required"] and param["default"] is not None:
        notes.append(f"default {param['default']}")
    text = param["doc"] or param["title"]
    said = f"{text} ({', '.join(notes)})" if notes else text
    # argparse would take a percent sign for one of its own marks.
    return said.replace("%", "%%")
