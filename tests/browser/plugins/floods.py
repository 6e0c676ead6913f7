# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Floods"
# version = "1.0.0"
# description = "Says too much."
# ///
"""Wrong on purpose: it floods the app with log lines, progress and calls that it doesn't wait for."""

import asyncio

from coverslip import api, op, progress


@op(title="Flood")
async def flood(messages: int = 20000) -> int:
    """Send `messages` of each sort at once."""
    line = "flood " * 50
    sent = []
    for number in range(messages):
        sent.append(asyncio.ensure_future(api.log(f"{number} {line}")))
        sent.append(asyncio.ensure_future(progress(number / messages, line)))
        print(number, line)
    await asyncio.gather(*sent, return_exceptions=True)
    return messages
