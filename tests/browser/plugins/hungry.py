# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Hungry"
# version = "1.0.0"
# description = "Takes all memory."
# ///
"""Wrong on purpose: it takes memory until there is none."""

from coverslip import op

kept: list[bytearray] = []


@op(title="Eat")
def eat(blocks: int = 0) -> int:
    """Take `blocks` times 128 MB; with 0 without end."""
    while blocks == 0 or len(kept) < blocks:
        kept.append(bytearray(128 << 20))
    return len(kept)
