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


@op(title="Escape")
async def escape(script: str, address: str, site: str, stun: str) -> str:
    """Run `script`, which defines `tryWays(address, site, stun)`; report as JSON what happened."""
    js.importScripts(js.URL.createObjectURL(js.Blob.new([script])))
    return str(await js.tryWays(address, site, stun))
