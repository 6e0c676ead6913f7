"""What was measured: medians of samples taken in turns, the ratio to what each is measured against, and the table."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from build_steps.errors import StepError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIGURES = 3
"""Significant figures that are kept: the clock and the machine give no more."""


@dataclass(frozen=True)
class Comparison:
    """A row to fill in: what is measured, in which unit, against which other row, and what is aimed at."""

    name: str
    unit: str
    against: str | None = None
    aim_ratio: float | None = None
    """The ratio that is aimed at; the value may be smaller."""
    aim_value: float | None = None


@dataclass(frozen=True)
class Row:
    """A row with its figures. `value` is None where nothing could be measured; `reason` then says why."""

    comparison: Comparison
    value: float | None
    ratio: float | None
    reason: str | None = None

    def as_json(self) -> dict[str, object]:
        """The row as it is written to the file."""
        wanted = self.comparison
        content: dict[str, object] = {
            "name": wanted.name,
            "value": self.value,
            "unit": wanted.unit,
            "against": wanted.against,
            "ratio": self.ratio,
        }
        return content if self.reason is None else content | {"reason": self.reason}

    @property
    def aim(self) -> str:
        """What is aimed at and whether it was reached, in words; "" where nothing is."""
        wanted = self.comparison
        if wanted.aim_ratio is not None:
            return _judged(f"≤ {wanted.aim_ratio:g} ×", self.ratio, wanted.aim_ratio)
        if wanted.aim_value is not None:
            return _judged(f"≤ {wanted.aim_value:g} {wanted.unit}", self.value, wanted.aim_value)
        return ""


@dataclass
class Samples:
    """What the rounds of one run gave, by name; and, for what could not be measured, the reason."""

    values: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, found: dict[str, float]) -> None:
        """Adds what one measurement gave."""
        for name, value in found.items():
            self.values[name].append(value)

    def forget(self, comparisons: Iterable[Comparison]) -> None:
        """Drops the values of these: those of the first round, in which caches are still empty."""
        for comparison in comparisons:
            self.values.pop(comparison.name, None)

    def excuse(self, comparisons: Iterable[Comparison], reason: str) -> None:
        """Gives the reason why those of the comparisons that were not measured were not."""
        for comparison in comparisons:
            if comparison.name not in self.values:
                self.reasons.setdefault(comparison.name, reason)

    def median(self, name: str) -> float | None:
        """The median of a name's samples, or None when there are none."""
        found = self.values.get(name)
        return statistics.median(found) if found else None

    def rows(self, comparisons: Iterable[Comparison]) -> list[Row]:
        """The comparisons, filled in.

        Raises:
            StepError: a comparison names a measurement that was never made and gives no reason for it.
        """
        return [self._row(comparison) for comparison in comparisons]

    def _row(self, comparison: Comparison) -> Row:
        value = self.median(comparison.name)
        if value is None:
            reason = self.reasons.get(comparison.name)
            if reason is None:
                raise StepError(f"The benchmark measured nothing by the name {comparison.name!r}.")
            return Row(comparison, None, None, reason)
        base = None if comparison.against is None else self.median(comparison.against)
        ratio = None if base is None or base == 0 else rounded(value / base)
        reason = None
        if comparison.against is not None and base is None:
            reason = self.reasons.get(comparison.against, f"{comparison.against!r} was not measured")
        return Row(comparison, rounded(value), ratio, reason)


def rounded(value: float) -> float:
    """The value with three significant figures."""
    return float(f"{value:.{_FIGURES}g}")


def table(rows: Sequence[Row]) -> str:
    """The rows for a terminal."""
    cells = [("what", "median", "×", "against", "aim")]
    for row in rows:
        wanted = row.comparison
        value = "—" if row.value is None else f"{row.value:,g} {wanted.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:g}"
        cells.append((wanted.name, value, ratio, wanted.against or "", row.aim))
    widths = [max(len(line[column]) for line in cells) for column in range(len(cells[0]))]
    right = {1, 2}
    lines = [
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]
    reasons = [f"— {row.comparison.name}: {row.reason}" for row in rows if row.reason is not None]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:], *dict.fromkeys(reasons)])


def json_text(rows: Sequence[Row]) -> str:
    """The rows as the file holds them."""
    return json.dumps([row.as_json() for row in rows], indent=1, ensure_ascii=False) + "\n"


def _judged(limit: str, found: float | None, bound: float) -> str:
    if found is None:
        return f"{limit} (not measured)"
    return f"{limit} ({'met' if found <= bound else 'not met'})"
