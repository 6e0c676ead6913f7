"""The model's own test, on this device: its test inputs go in, and what comes out is held against what it expects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .description import Tolerance
from .errors import DescriptionError
from .npy import load_npy
from .processing import apply_steps, refuse_unknown
from .statistics import Statistics
from .tensor import Tensor

if TYPE_CHECKING:
    from .description import ModelDescription, TensorDescription
    from .package import Package
    from .session import Session


@dataclass(frozen=True)
class OutputTest:
    """How one output came out.

    Attributes:
        output: its id.
        largest: the largest absolute difference; infinite where the shape differs or a value is no number.
        mean: the mean absolute difference.
        farther: how many of a million values are farther off than the tolerance allows.
        tolerance: what was allowed.
    """

    output: str
    largest: float
    mean: float
    farther: float
    tolerance: Tolerance

    @property
    def passed(self) -> bool:
        """Whether it is as close as the model asks for."""
        return self.farther <= self.tolerance.per_million


@dataclass(frozen=True)
class DeviceTest:
    """The model's own test.

    Attributes:
        device: on which it was made, such as "cpu" or "webgpu".
        outputs: each with what was found.
    """

    device: str
    outputs: tuple[OutputTest, ...]

    @property
    def passed(self) -> bool:
        """Whether every output is as close as the model asks for."""
        return all(output.passed for output in self.outputs)


def has_test(model: ModelDescription) -> bool:
    """Whether a model brings a test of its own."""
    needed = (*model.outputs, *(each for each in model.inputs if not each.optional))
    return bool(model.outputs) and all(each.test for each in needed)


async def replay_test(model: ModelDescription, package: Package, session: Session) -> DeviceTest:
    """Replay the model's test.

    Args:
        model: its description.
        package: holds the test's tensors.
        session: its network, on the device that is tested.

    Raises:
        DescriptionError: when it brings no test, or the test's tensors can't be read.
    """
    if not has_test(model):
        raise DescriptionError(f"{model.name} brings no test of its own, so it can't be tested on this device.")
    refuse_unknown(model)
    tensors = {each.id: _tensor(each, package) for each in model.inputs if each.test}
    statistics = Statistics(tensors)
    feeds = {
        value.name: apply_steps(each.steps, tensors[each.id], each.id, statistics).data
        for each, value in zip(model.inputs, session.inputs, strict=False)
        if each.id in tensors
    }
    results = await session.run(feeds)
    raw = {
        each.id: Tensor(results[value.name], each.dims)
        for each, value in zip(model.outputs, session.outputs, strict=False)
    }
    statistics = statistics.with_tensors(raw)
    return DeviceTest(
        session.device,
        tuple(
            _compared(
                each.id,
                apply_steps(each.steps, raw[each.id], each.id, statistics).data,
                _tensor(each, package).data,
                _tolerance(model, each.id),
            )
            for each in model.outputs
        ),
    )


def _tensor(description: TensorDescription, package: Package) -> Tensor:
    array = load_npy(package.read(description.test), description.test)
    if array.ndim != len(description.axes):
        raise DescriptionError(
            f"{description.test} has {array.ndim} axes, but {description.id!r} has {len(description.axes)}.",
            description.id,
        )
    return Tensor(array, description.dims)


def _tolerance(model: ModelDescription, output: str) -> Tolerance:
    return next((each for each in model.tolerances if not each.outputs or output in each.outputs), Tolerance())


def _compared(output: str, got: Any, expected: Any, tolerance: Tolerance) -> OutputTest:
    import numpy as np

    if got.shape != expected.shape:
        return OutputTest(output, float("inf"), float("inf"), 1e6, tolerance)
    expected = expected.astype(np.float64)
    difference = np.abs(got.astype(np.float64) - expected)
    # What is no number on both sides is the same.
    difference[np.isnan(got) & np.isnan(expected)] = 0
    difference[np.isnan(difference)] = np.inf
    allowed = tolerance.absolute + tolerance.relative * np.abs(np.nan_to_num(expected))
    farther = float((difference > allowed).mean() * 1e6) if difference.size else 0.0
    return OutputTest(
        output, float(difference.max(initial=0)), float(difference.mean() if difference.size else 0), farther, tolerance
    )
