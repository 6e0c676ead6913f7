"""Runs inside Pyodide (see describe_plugins.mjs), where the packages that the plugin needs are mounted."""

import json

from coverslip.plugin import load_plugin


def described(source: str, name: str) -> str:
    """The ops of the plugin whose file `name` holds `source`, as JSON."""
    return json.dumps(load_plugin(source, name).describe())
