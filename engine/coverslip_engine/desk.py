"""What all parts of a server share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip import __version__

from .errors import NotFound
from .machine import machine

if TYPE_CHECKING:
    from .artifacts import Artifacts
    from .audit_log import AuditLog
    from .engine import Engine
    from .invitations import Invitations
    from .jobs import Job
    from .metrics import Metrics
    from .settings import Settings
    from .tokens import Token, Tokens


@dataclass(frozen=True, slots=True)
class Desk:
    """What all parts of a server share."""

    settings: Settings
    engine: Engine
    tokens: Tokens
    artifacts: Artifacts
    audit: AuditLog
    metrics: Metrics
    invitations: Invitations
    owner: str
    """Whose jobs those of the links are that the engine itself gives."""

    def info(self, token: Token) -> dict[str, Any]:
        """What the engine is, to somebody who may know it."""
        return {
            **machine(self.settings.data),
            **(self._cluster() if self.settings.executor == "ray" else {}),
            "version": __version__,
            "executor": self.settings.executor,
            "owner": token.owner,
            "scopes": list(token.scopes),
            "limits": {"artifact": self.settings.limits.artifact},
        }

    def job(self, job_id: str, token: Token) -> Job:
        """A job that a token may see. Another one's is as unknown as one that never was.

        Raises:
            NotFound: there is none.
        """
        job = self.engine.job(job_id)
        if job.owner != token.owner and not token.allows("admin"):
            raise NotFound(f"There is no job {job_id!r}.")
        return job

    def _cluster(self) -> dict[str, Any]:
        """What there is for plugins and jobs, where that is not on the engine's own machine."""
        there = self.engine.capacity()
        taken = sum(job.resources.memory for job in self.engine.jobs() if job.state == "running")
        return {
            "cpus": int(there.num_cpus),
            "memory": {"total": there.memory, "free": max(there.memory - taken, 0)},
            # Ray counts them, and knows them by no name.
            "gpus": [{"name": "GPU"}] * there.num_gpus,
        }
