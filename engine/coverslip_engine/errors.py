"""What can go wrong on an engine. A message says what happened, to what, and what to do."""

from __future__ import annotations

from coverslip.errors import CoverslipError


class EngineError(CoverslipError):
    """What every error of the engine is."""


class NotFound(EngineError, LookupError):
    """There is no plugin, job or environment of this id."""


class Refused(EngineError, ValueError):
    """What was asked for can't be done here: more resources than there are, a result of a job that has none."""


class EnvironmentFailed(EngineError):
    """The packages that a plugin asks for can't be installed.

    Attributes:
        log: what the installer said.
    """

    def __init__(self, message: str, log: str) -> None:
        super().__init__(message)
        self.log = log


class ProcessCrashed(EngineError):
    """The plugin's process ended while it was at work; the next call starts it anew.

    Attributes:
        exit_code: of the process; negative for a signal, None when it is not known.
    """

    def __init__(self, message: str, exit_code: int | None = None) -> None:
        super().__init__(message)
        self.exit_code = exit_code


class ProcessLost(ProcessCrashed):
    """The machine that ran the process is gone, which is no fault of the plugin's: its job is run again."""


class LimitExceeded(ProcessCrashed):
    """The process was ended because it took more than it may."""
