"""What a wheel build can fail with."""

from __future__ import annotations

from build_steps.errors import StepError


class BuildError(StepError):
    """A wheel can't be built; the message says what happened and what to do."""


class RecipeError(BuildError):
    """A recipe can't be read: the message names the file, the line or key, and the remedy."""
