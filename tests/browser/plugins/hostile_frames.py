# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Hostile frames"
# version = "1.0.0"
# description = "Writes to the app's port itself."
# ///
"""Wrong on purpose: it finds the port that its calls travel by, and sends what it likes."""

import asyncio

import coverslip.runtime
from coverslip import op
from pyodide.ffi import JsProxy, to_js


@op(title="Send")
async def send(header: str = "", times: int = 1) -> str:
    """Send `header` as a frame of its own on every port that can be found; without one, only count the ports."""
    runtime = coverslip.runtime._runtime
    assert runtime is not None
    ports = [it for it in vars(vars(runtime.peer)["_endpoint"]).values() if isinstance(it, JsProxy)]
    for _ in range(times if header else 0):
        for port in ports:
            port.postMessage(to_js([header]) if header != "no frame" else 42)
    if header:
        await asyncio.get_running_loop().create_future()
    return str(len(ports))
