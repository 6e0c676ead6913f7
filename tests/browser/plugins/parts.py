# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Parts"
# version = "1.0.0"
# description = "Parts of a composition: two steps that wait for one another, and one that takes what both give."
# ///
"""What other plugins compose; the same file is brought more than once."""

from typing import Any

import numpy as np
from coverslip import op


@op
async def shift(image: Any, by: float, meet: Any) -> Any:
    """Add a number, once `meet` has answered."""
    await meet()
    return np.asarray(image) + np.float32(by)


@op
async def double(image: Any, meet: Any) -> Any:
    """Double, once `meet` has answered."""
    await meet()
    return np.asarray(image) * np.float32(2)


@op
async def join(one: Any, two: Any) -> Any:
    """Put one image on the other."""
    return np.concatenate([np.asarray(one), np.asarray(two)])
