"""What runs a network: onnxruntime on a computer, the app's inference worker in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class ValueInfo(Protocol):
    """An input or output of a network."""

    @property
    def name(self) -> str:
        """As the network calls it."""

    @property
    def shape(self) -> Sequence[int | str | None]:
        """Length of each axis; a name or None where it may vary."""


class Session(Protocol):
    """A network that is ready to run, as `coverslip.models.load` gives it."""

    @property
    def inputs(self) -> Sequence[ValueInfo]:
        """In the order of the file."""

    @property
    def outputs(self) -> Sequence[ValueInfo]:
        """In the order of the file."""

    @property
    def device(self) -> str:
        """Where it runs, such as "cpu" or "webgpu"."""

    async def run(self, inputs: Mapping[str, Any], /) -> Mapping[str, Any]:
        """Arrays in by name, arrays out by name."""
