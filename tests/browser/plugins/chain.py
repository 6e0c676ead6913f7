# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Chain"
# version = "1.0.0"
# description = "Calls another plugin."
# ///
"""A well-behaved plugin that uses another one, and gives it something to call back."""

from coverslip import api, op


@op(title="Through")
async def through(src: str, value: object) -> object:
    """Send a value through the op `same` of the plugin at `src`."""
    other = await api.getPlugin({"src": src})
    return await other.same(value)


@op(title="Blame")
async def blame(src: str) -> str:
    """Call the op `fail` of the plugin at `src`; tell what it raised."""
    other = await api.getPlugin({"src": src})
    try:
        await other.fail("from afar")
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "nothing was raised"
