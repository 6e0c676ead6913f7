# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Stubborn"
# version = "1.0.0"
# description = "Never ends and takes no interrupt."
# ///
"""Wrong on purpose: it swallows every interrupt, so only the end of its sandbox stops it."""

from coverslip import op


@op(title="Resist")
def resist(forever: bool = True) -> str:
    """Go on whatever comes."""
    while forever:
        try:
            while True:
                pass
        except BaseException:
            print("no")
    return "done"
