"""How long ended jobs and uploaded files are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .job import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .job import Job


@dataclass(frozen=True, slots=True)
class Retention:
    """What is kept.

    Attributes:
        days: ended jobs after their end.
        jobs: of them at most; the oldest go first.
        upload_days: uploaded files after their last use.
    """

    days: float = 30.0
    jobs: int = 5000
    upload_days: float = 30.0

    def outlived(self, jobs: Iterable[Job], now: float) -> list[Job]:
        """The jobs that have been kept long enough."""
        ended = sorted((job for job in jobs if job.state in FINAL), key=lambda job: -(job.ended or 0.0))
        return [
            job for place, job in enumerate(ended) if place >= self.jobs or (job.ended or 0.0) < now - self.days * 86400
        ]
