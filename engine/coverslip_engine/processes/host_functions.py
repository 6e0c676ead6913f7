"""What a plugin may call of whoever called it: its log, and functions of the caller's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from coverslip.errors import NotAvailable


class HostFunctions(Mapping[str, Callable[..., Any]]):
    """Functions by name, each that of the last caller who has it.

    Attributes:
        page: functions of the caller's page; empty when there is none, as for a job.
    """

    def __init__(self, log: Callable[[str, str], None]) -> None:
        self._log = log
        self.page: Mapping[str, Callable[..., Any]] = {}

    def __getitem__(self, name: str) -> Callable[..., Any]:
        # The plugin's log goes to the page in any case.
        if name == "log" or (name in _SAID and name not in self.page):
            return self._write
        return self.page[name] if name in self.page else _unavailable(name)

    def __iter__(self) -> Iterator[str]:
        return iter({"log", *_SAID, *self.page})

    def __len__(self) -> int:
        return len({"log", *_SAID, *self.page})

    def _write(self, *values: Any, level: str = "info", **_options: Any) -> None:
        self._log(" ".join(map(str, values)), level)


#: What is only said has a place in the log where there is no page to show it.
_SAID = ("error", "showMessage", "showStatus", "showSnackbar")


def _unavailable(name: str) -> Callable[..., Any]:
    def refuse(*_args: Any, **_options: Any) -> None:
        raise NotAvailable(f"api.{name} needs the app, which this run of the plugin on an engine is not connected to.")

    return refuse
