# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Loops"
# version = "1.0.0"
# description = "Never ends."
# ///
"""Wrong on purpose: it computes forever and looks at nothing else."""

from coverslip import op


@op(title="Spin")
def spin(turns: int = 0) -> int:
    """Count to `turns`; with 0 forever."""
    count = 0
    while turns == 0 or count < turns:
        count += 1
    return count
