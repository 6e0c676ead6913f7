"""Interrupts: they stop a plugin's code, and nothing else."""

from __future__ import annotations

import signal
import types
from typing import TYPE_CHECKING, Any

import pytest
from coverslip import interrupts

if TYPE_CHECKING:
    from collections.abc import Iterator

PLUGIN = "stoppable_plugin.py"


def module(name: str, filename: str, source: str, **names: Any) -> types.ModuleType:
    made = types.ModuleType(name)
    vars(made).update(names, interrupt=lambda: signal.raise_signal(signal.SIGINT))
    exec(compile(source, filename, "exec"), vars(made))  # noqa: S102
    return made


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    interrupts.install(lambda frame: frame.f_code.co_filename == PLUGIN)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_stops_the_plugins_code() -> None:
    plugin = module("plugin", PLUGIN, "def loop():\n  while True:\n    interrupt()\n")
    with pytest.raises(KeyboardInterrupt):
        plugin.loop()


def test_an_interrupt_stops_a_library_that_the_plugin_called() -> None:
    library = module("library", "library.py", "def slow():\n  while True:\n    interrupt()\n")
    plugin = module("plugin", PLUGIN, "def call():\n  slow()\n", slow=library.slow)
    with pytest.raises(KeyboardInterrupt):
        plugin.call()


def test_an_interrupt_that_comes_too_late_is_forgotten() -> None:
    signal.raise_signal(signal.SIGINT)


def test_a_message_is_written_to_its_end_and_the_plugin_is_stopped_then() -> None:
    written: list[str] = []
    rpc = module(
        "coverslip.rpc.peer", "peer.py", "def send():\n  interrupt()\n  written.append('whole')\n", written=written
    )
    plugin = module("plugin", PLUGIN, "def loop():\n  for _ in range(1000):\n    send()\n", send=rpc.send)
    with pytest.raises(KeyboardInterrupt):
        plugin.loop()
    assert written == ["whole"]
