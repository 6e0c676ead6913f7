"""The errors of models and their descriptions."""

from __future__ import annotations

from coverslip.errors import CoverslipError


class DescriptionError(CoverslipError, ValueError):
    """A model that can't be used as it is described.

    Attributes:
        field: the field of its description that is wrong, such as "inputs.0.axes"; "" when it is not about one.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotOffered(DescriptionError):
    """A step or a format of a description that is not carried out here."""


class InputMismatch(DescriptionError):
    """An image that a model does not take."""
