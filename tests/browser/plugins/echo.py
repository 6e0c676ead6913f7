# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy"]
# [tool.coverslip]
# name = "Echo"
# version = "1.0.0"
# description = "Gives back what it gets."
# ///
"""A well-behaved plugin that shows what arrives in Python."""

import numpy as np
from coverslip import op


@op(title="Same")
async def same(value: object) -> object:
    """Give back what came."""
    return value


@op(title="Facts")
async def facts(value: object) -> list[str]:
    """Tell dtype, shape and sum of what came."""
    array = np.asarray(value)
    return [str(array.dtype), str(array.shape), str(sum(array.ravel().tolist())), type(value).__name__]


@op(title="Several")
async def several(value: object) -> tuple[object, int]:
    """Give two results."""
    return value, 42
