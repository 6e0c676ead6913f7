"""What training gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coverslip.image import Image, Labels


@dataclass(frozen=True)
class Outcome:
    """A trained model, and how good it is.

    Attributes:
        package: a zip of bioimage.io.
        figures: on the data that was held out, by what was measured: "before" and "after".
        shown: what the model makes of the image.
        provenance: as it stands in the package.
    """

    package: bytes
    figures: Mapping[str, Mapping[str, float]]
    shown: Image | Labels
    provenance: Mapping[str, Any]

    @property
    def table(self) -> Table:
        """The figures, a row each."""
        rows = [{"measure": name, **values} for name, values in self.figures.items()]
        return Table(rows, ["measure", "before", "after"], name="On data that training did not see")
