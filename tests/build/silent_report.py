"""A report that nobody sees."""


class SilentReport:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.transfers: list[tuple[str, int, int | None]] = []

    def say(self, text: str) -> None:
        """Keeps `text`."""
        self.lines.append(text)

    def transfer(self, name: str, done: int, total: int | None) -> None:
        """Keeps the step of a download."""
        self.transfers.append((name, done, total))
