"""What training fails with."""

from __future__ import annotations

from coverslip.errors import CoverslipError


class TrainingError(CoverslipError, ValueError):
    """Images that can't be trained on, or a network that came out wrong."""
