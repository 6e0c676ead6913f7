# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Fails"
# version = "1.0.0"
# description = "Raises an error."
# ///
"""Wrong on purpose: it raises, some calls deep."""

from coverslip import op


@op(title="Fail")
async def fail(reason: str = "the stain is missing") -> int:
    """Raise a ValueError."""
    return measure(reason)


def measure(reason: str) -> int:
    """Raise it here, so that the traceback has a line of its own."""
    raise ValueError(reason)
