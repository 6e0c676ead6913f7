"""What all parts of a server share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip import __version__

from .machine import machine

if TYPE_CHECKING:
    from .artifacts import Artifacts
    from .audit_log import AuditLog
    from .engine import Engine
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

    def info(self, token: Token) -> dict[str, Any]:
        """What the engine is, to somebody who may know it."""
        return {
            **machine(self.settings.data),
            "version": __version__,
            "executor": self.settings.executor,
            "owner": token.owner,
            "scopes": list(token.scopes),
            "limits": {"artifact": self.settings.limits.artifact},
        }
