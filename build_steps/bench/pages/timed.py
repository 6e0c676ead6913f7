# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Timed"
# version = "1.0.0"
# description = "Tells when its first line ran, and when the code that it was given had run."
# ///
"""The plugin that the benchmark starts."""

import time

FIRST_LINE = time.time()

from coverslip import op  # noqa: E402 - the clock comes first


@op
def run(code: str) -> list[float]:
    """Run `code`; gives when the plugin's first line ran and when the code was done, in seconds."""
    exec(code, {})  # noqa: S102 - the same code runs in every way that is measured
    return [FIRST_LINE, time.time()]


@op
def nothing() -> None:
    """Do nothing: what remains is the call."""
