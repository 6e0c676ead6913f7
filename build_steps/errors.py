"""What a step can fail with."""

from __future__ import annotations


class StepError(Exception):
    """A step can't go on; the message says what happened, to what, and what to do."""


_SHOWN_LINES = 25
_SHOWN_LETTERS = 400
"""Of a line: an error inside bundled code quotes all of it."""


class ProgramFailed(StepError):
    """A program that a step ran ended with an error."""

    def __init__(self, program: str, status: int, output: str) -> None:
        lines = [line[:_SHOWN_LETTERS] for line in output.strip().splitlines() if line.strip()]
        tail = "\n".join(lines[-_SHOWN_LINES:])
        super().__init__(f"{program} ended with status {status}:\n{tail}" if tail else f"{program} ended with {status}")
        self.program = program
        self.status = status
        self.output = output


class HashMismatch(StepError):
    """Bytes whose sha256 is not the one that was asked for."""

    def __init__(self, what: str, expected: str, actual: str) -> None:
        super().__init__(f"{what} is refused: its sha256 is {actual}, expected {expected}.")
        self.what = what
        self.expected = expected
        self.actual = actual


class Unreachable(StepError):
    """A source that does not answer, or does not have what was asked for."""
