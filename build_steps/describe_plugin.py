"""Runs inside Pyodide (see describe_plugins.mjs), where the packages that the plugin needs are mounted."""

import json
import pathlib
import types

from coverslip.describe import describe
from coverslip.op import ops_of


def described(source: str, name: str) -> str:
    """The ops of the plugin whose file `name` holds `source`, as JSON."""
    module = types.ModuleType(pathlib.PurePosixPath(name).stem)
    module.__file__ = name
    exec(compile(source, name, "exec"), module.__dict__)  # noqa: S102 - to run the plugin is what is wanted
    return json.dumps([describe(op) for op in ops_of(module).values()])
