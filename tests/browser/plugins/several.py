# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Several"
# version = "1.0.0"
# description = "Works on any number of images."
# ///
"""An op for tests that takes a list of images."""

import numpy as np
from coverslip import Image, Table, op


@op(title="Add up")
def add(images: list[Image]) -> Table:
    """The sum of each of some images."""
    return Table([{"image": each.name, "sum": int(np.sum(each, dtype=np.int64))} for each in images])
