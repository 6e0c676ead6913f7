"""Every step of processing gives the numbers of bioimageio.core, or of the specification where core has none."""

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of packages that core imports
    from bioimageio.core import AxisId, Sample
    from bioimageio.core import Tensor as CoreTensor
    from bioimageio.core.proc_ops import get_proc
    from bioimageio.core.stat_calculators import compute_measures
    from bioimageio.spec.model import v0_5

from coverslip.bioimage.description import ModelDescription, Step, TensorDescription, Weights
from coverslip.bioimage.errors import DescriptionError, NotOffered
from coverslip.bioimage.processing import OPERATIONS, apply_steps, refuse_unknown
from coverslip.bioimage.statistics import Statistics
from coverslip.bioimage.tensor import Tensor

DIMS = ("batch", "channel", "y", "x")
PLANE = {"axes": ["y", "x"]}
SET = {"axes": ["batch", "y", "x"]}

STEPS: list[tuple[str, dict[str, Any]]] = [
    ("binarize", {"threshold": 0.4}),
    ("clip", {"min": 0.2, "max": 0.7}),
    ("clip", {"min": 0.2}),
    ("clip", {"max": 0.7}),
    ("clip", {"min_percentile": 3.0, "max_percentile": 97.5}),
    ("clip", {"min_percentile": 3.0, "max_percentile": 97.5, **PLANE}),
    ("clip", {"min_percentile": 3.0, "max_percentile": 97.5, **SET}),
    ("clip", {"max_percentile": 90.0, "axes": ["channel", "y", "x"]}),
    ("ensure_dtype", {"dtype": "uint8"}),
    ("ensure_dtype", {"dtype": "float64"}),
    ("ensure_dtype", {"dtype": "bool"}),
    ("scale_linear", {"gain": 2.5, "offset": -0.75}),
    ("scale_linear", {"gain": [1.5, 2.0, 0.25], "offset": [0.0, -1.0, 3.0], "axis": "channel"}),
    ("scale_linear", {"gain": [1.5, 2.0, 0.25], "offset": 1.0, "axis": "channel"}),
    ("scale_linear", {"offset": 4.0}),
    ("sigmoid", {}),
    ("softmax", {}),
    ("softmax", {"axis": "y"}),
    ("fixed_zero_mean_unit_variance", {"mean": 0.3, "std": 0.2}),
    ("fixed_zero_mean_unit_variance", {"mean": [0.1, 0.2, 0.3], "std": [1.0, 2.0, 3.0], "axis": "channel"}),
    ("zero_mean_unit_variance", {}),
    ("zero_mean_unit_variance", PLANE),
    ("zero_mean_unit_variance", {"axes": ["channel", "y", "x"]}),
    ("zero_mean_unit_variance", SET),
    ("scale_range", {}),
    ("scale_range", PLANE),
    ("scale_range", {"min_percentile": 5.0, "max_percentile": 99.8, **PLANE}),
    ("scale_range", {"min_percentile": 5.0, "max_percentile": 99.8, **SET}),
    ("scale_range", {"min_percentile": 1.0, "reference_tensor": "other"}),
    ("scale_range", {"min_percentile": 1.0, "reference_tensor": "other", **PLANE}),
    ("scale_mean_variance", {"reference_tensor": "other"}),
    ("scale_mean_variance", {"reference_tensor": "other", **PLANE}),
    ("scale_mean_variance", {"reference_tensor": "other", "eps": 1e-3, **SET}),
]


def values(dtype: str, seed: int = 1) -> Any:
    drawn = np.random.default_rng(seed).normal(0.4, 0.3, (1, 3, 17, 19))
    return drawn.astype(dtype) if dtype.startswith("float") else (np.abs(drawn) * 9000).astype(dtype)


def by_core(step: str, arguments: Mapping[str, Any], tensors: Mapping[str, Any]) -> Any:
    described = v0_5.OutputTensorDescr(
        id=v0_5.TensorId("own"),
        axes=[
            v0_5.BatchAxis(),
            v0_5.ChannelAxis(channel_names=["a", "b", "c"]),
            v0_5.SpaceOutputAxis(id=AxisId("y"), size=17),
            v0_5.SpaceOutputAxis(id=AxisId("x"), size=19),
        ],
        postprocessing=[{"id": step, **({"kwargs": dict(arguments)} if arguments else {})}],
    )
    procedure = get_proc(described.postprocessing[0], described)
    sample = Sample(
        members={name: CoreTensor.from_numpy(array, dims=DIMS) for name, array in tensors.items()}, stat={}, id="one"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that percentiles of a data set are estimated
        sample.stat = compute_measures(procedure.required_measures, [sample])
    procedure(sample)
    return sample.members["own"].to_numpy()


def by_us(step: str, arguments: Mapping[str, Any], tensors: Mapping[str, Any]) -> Any:
    named = {name: Tensor(array, DIMS) for name, array in tensors.items()}
    return apply_steps([Step(step, arguments)], named["own"], "own", Statistics(named)).data


@pytest.mark.parametrize("dtype", ["float32", "float64", "uint16"])
@pytest.mark.parametrize(("step", "arguments"), STEPS, ids=lambda value: str(value))
def test_a_step_gives_the_numbers_of_bioimageio_core(step: str, arguments: dict[str, Any], dtype: str) -> None:
    tensors = {"own": values(dtype), "other": values(dtype, 2)}
    if step in ("sigmoid", "softmax") and dtype == "uint16":
        # Core's own numbers wrap around there.
        tensors["own"] = (tensors["own"] // 1000).astype("float64")
    expected, got = by_core(step, arguments, tensors), by_us(step, arguments, tensors)
    assert got.shape == expected.shape
    if expected.dtype.kind in "bui":
        np.testing.assert_array_equal(got, expected)
    else:
        np.testing.assert_allclose(got, expected, rtol=2e-5, atol=2e-6 * np.abs(expected).max())


def test_every_step_of_the_specification_is_compared_or_refused() -> None:
    named = {each.implemented_id for each in _members(v0_5.PreprocessingDescr) | _members(v0_5.PostprocessingDescr)}
    refused = {"custom", "cellpose_flow_dynamics", "stardist_postprocessing"}
    assert named == {step for step, _ in STEPS} | refused
    assert named - refused == set(OPERATIONS) - {"reverse", "scale_by_bit_depth"}


def _members(annotated: Any) -> set[Any]:
    return set(annotated.__args__[0].__args__ if hasattr(annotated, "__metadata__") else annotated.__args__)


def test_thresholds_along_an_axis_are_those_of_its_places() -> None:
    array = values("float32")
    got = by_us("binarize", {"threshold": [0.1, 0.4, 0.7], "axis": "channel"}, {"own": array})
    for channel, threshold in enumerate((0.1, 0.4, 0.7)):
        np.testing.assert_array_equal(got[:, channel], array[:, channel] > threshold)


def test_epsilon_is_the_one_of_the_description() -> None:
    array = values("float64")
    got = by_us("zero_mean_unit_variance", {"eps": 0.1}, {"own": array})
    np.testing.assert_allclose(got, (array - array.mean()) / (array.std() + 0.1))
    got = by_us("scale_range", {"eps": 0.1}, {"own": array})
    np.testing.assert_allclose(got, (array - array.min()) / (np.ptp(array) + 0.1))


def test_whole_numbers_are_scaled_by_their_bit_depth() -> None:
    got = by_us("scale_by_bit_depth", {}, {"own": np.array([[[[0, 65535, 13107]]]], "uint16")})
    np.testing.assert_array_equal(got.ravel(), np.array([0, 1, 0.2], "float32"))
    given = values("float32")
    np.testing.assert_array_equal(by_us("scale_by_bit_depth", {}, {"own": given}), given)


@pytest.mark.parametrize("step", ["custom", "cellpose_flow_dynamics", "stardist_postprocessing", "scale_ranges"])
def test_a_step_that_can_not_be_carried_out_is_refused_with_its_name(step: str) -> None:
    output = TensorDescription("mask", (), steps=(Step(step),))
    model = ModelDescription("Cells", "bioimage.io 0.5.4", (), (output,), Weights("weights.onnx"))
    with pytest.raises(NotOffered, match=f"Cells: the step '{step}' of 'mask' can't be carried out") as caught:
        refuse_unknown(model)
    assert caught.value.field == "mask"


def test_an_axis_that_is_not_there_is_named() -> None:
    with pytest.raises(DescriptionError, match=r"scale_linear.*'own'.*There is no axis 'z' among batch, channel, y, x"):
        by_us("scale_linear", {"gain": [1, 2], "axis": "z"}, {"own": values("float32")})
