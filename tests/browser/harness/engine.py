"""What a browser is to a test that runs in all three engines: tabs that open addresses and evaluate JavaScript."""

from __future__ import annotations

from typing import Protocol


class ScriptError(Exception):
    """JavaScript that a test ran threw."""


class Tab(Protocol):
    """One page."""

    def open(self, url: str) -> None:
        """Go to an address and wait for its load event."""

    def evaluate(self, body: str, *args: object, timeout: float = 60.0) -> object:
        """Run the body of an async function whose parameters are in the array `args`.

        Args:
            body: JavaScript; what it returns has to have a JSON form.
            args: values with a JSON form.
            timeout: in seconds.

        Raises:
            ScriptError: with what it threw.
        """

    def close(self) -> None:
        """Close it."""


class Engine(Protocol):
    """A running browser with an empty profile."""

    name: str

    def tab(self) -> Tab:
        """Open a page."""

    def close(self) -> None:
        """End the browser."""


def wrapped(body: str) -> str:
    """The script for WebDriver's "execute async", which calls back with `{value}` or `{error}`."""
    return (
        "const done = arguments[arguments.length - 1];"
        # Firefox runs this in a realm of its own; what the page's JSON makes are objects of the page.
        "const args = window.JSON.parse(window.JSON.stringify(arguments[0]));"
        f"(async () => {{ {body} \n}})().then("
        "value => done({value: value === undefined ? null : value}),"
        "error => done({error: String(error && error.message || error) + '\\n' + String(error && error.stack || '')}));"
    )


def unwrapped(answer: object) -> object:
    """The value that a :func:`wrapped` script gave.

    Raises:
        ScriptError: if it threw.
    """
    if not isinstance(answer, dict):
        raise ScriptError(f"the page answered {answer!r}")
    if "error" in answer:
        raise ScriptError(str(answer["error"]))
    return answer["value"]
