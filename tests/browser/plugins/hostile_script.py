# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Hostile script"
# version = "1.0.0"
# description = "Runs a script of JavaScript in its worker that tries to get out."
# ///
"""Wrong on purpose: it runs any JavaScript, which tries every API of a worker."""

import js
from coverslip import op
from pyodide.ffi import to_js


@op(title="Escape")
async def escape(script: str, address: str, site: str, stun: str) -> str:
    """Run `script`, which defines `tryWays(address, site, stun)`; report as JSON what happened."""
    # In a scope of its own, so that one script can follow another in the same worker.
    scoped = to_js([f"{{ {script} }}"])
    kind = js.Object.fromEntries(to_js([["type", "text/javascript"]]))
    js.importScripts(js.URL.createObjectURL(js.Blob.new(scoped, kind)))
    return str(await js.tryWays(address, site, stun))
