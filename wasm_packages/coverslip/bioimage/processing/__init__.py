"""The steps before and after a network, as bioimage.io's specification names them."""

from .steps import OPERATIONS, apply_steps, refuse_unknown

__all__ = ["OPERATIONS", "apply_steps", "refuse_unknown"]
