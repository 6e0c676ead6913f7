"""Values on the wire: whatever is written is read as the same."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import enum
import json
import math
import pathlib
import types
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pandas as pd
import pytest
from coverslip import Figure, File, Image, Labels, NDArray, Table
from coverslip.errors import NotReadable, NotSendable, WireError
from coverslip.rpc import LIMITS, UNDEFINED
from coverslip.rpc.dtypes import ITEMSIZES
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.python.paper_home import read, written


def there_and_back(value: Any, undefined: Any = None) -> Any:
    text, attachments = written(value)
    return read(json.loads(text), attachments, undefined)


def same(a: Any, b: Any) -> bool:
    """Equal, NaN too, of one type."""
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    if isinstance(a, complex) and isinstance(b, complex):
        return same(a.real, b.real) and same(a.imag, b.imag)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return bool(type(a) is type(b) and a == b)


# JavaScript has no float that is whole, so one comes back as an integer.
floats = st.floats().filter(lambda x: not x.is_integer() or (x == 0 and math.copysign(1, x) < 0) or abs(x) > 2**53)
scalars = st.none() | st.booleans() | st.integers() | floats | st.text(st.characters()) | st.binary(max_size=20)
values = st.recursive(
    scalars | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
        | st.dictionaries(st.none() | st.text(max_size=3) | st.integers(min_value=2), inner, max_size=4)
    ),
    max_leaves=20,
)
dtypes = st.sampled_from(sorted(ITEMSIZES)).map(np.dtype)
some_arrays = dtypes.flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0, max_dims=4, max_side=4))
)


@given(values)
def test_values_come_back_as_they_were(value: Any) -> None:
    assert same(there_and_back(value), value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_have_the_digits_of_javascript(value: float) -> None:
    text, _ = written(value)
    if text.startswith("{"):
        assert value == 0
    else:
        assert float(text) == value
        assert not text.endswith(".0")
        assert "e+0" not in text
        assert "e-0" not in text


@given(some_arrays)
def test_arrays_of_every_dtype_come_back_as_they_were(array: np.ndarray[Any, Any]) -> None:
    back = there_and_back(array)
    assert back.dtype == array.dtype
    np.testing.assert_array_equal(back, array, strict=True)
    assert back.flags.writeable


@given(some_arrays, st.data())
def test_views_in_any_order_come_back_as_they_look(array: np.ndarray[Any, Any], data: st.DataObject) -> None:
    axes = data.draw(st.permutations(range(array.ndim)))
    steps: Any = [slice(None, None, data.draw(st.sampled_from([1, 2, -1]))) for _ in range(array.ndim)]
    view = array.transpose(axes)[(*steps, ...)]
    view.setflags(write=False)
    np.testing.assert_array_equal(there_and_back(view), view, strict=True)


@pytest.mark.parametrize("dtype", [">u2", ">i4", ">f4", ">f8", ">c16", ">u8"])
def test_big_endian_arrays_are_turned_round(dtype: str) -> None:
    array = np.array([1, 2, 258], dtype)
    back = there_and_back(array)
    assert back.dtype == array.dtype.newbyteorder("=")
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize("array", [np.array(["a"]), np.array([None]), np.array([1], "M8[s]"), np.zeros(1, "i4,f4")])
def test_arrays_of_other_dtypes_are_refused(array: np.ndarray[Any, Any]) -> None:
    with pytest.raises(NotSendable, match=r"can't be sent; \.astype"):
        written(array)


def test_masked_arrays_are_refused() -> None:
    with pytest.raises(NotSendable, match=r"with \.filled"):
        written(np.ma.masked_array([1, 2], [True, False]))


@pytest.mark.parametrize("cls", [Image, Labels])
def test_images_and_labels_keep_what_they_know(cls: type[NDArray]) -> None:
    back = there_and_back(cls(np.arange(6).reshape(2, 3), axes="ZX", scale=(2, 0.1), unit="µm", name="a.tif"))
    assert type(back) is cls
    assert (back.axes, back.scale, back.unit, back.name) == ("ZX", (2.0, 0.1), "µm", "a.tif")


def test_what_is_shown_has_axes_for_the_other_side() -> None:
    assert '"axes":"YXS"' in written(Image(np.zeros((2, 2, 3))))[0]
    assert "axes" not in written(np.zeros((2, 2, 3)))[0]


class Colour(enum.Enum):
    RED = "red"


@dataclasses.dataclass
class Point:
    x: int
    y: np.float32


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, 2), [1, 2]),
        (np.float32(0.5), 0.5),
        (np.int64(2**60), 2**60),
        (np.bool_(True), True),
        (np.str_("a"), "a"),
        (np.complex64(1 + 2j), 1 + 2j),
        (Colour.RED, "red"),
        (Point(1, np.float32(2.5)), {"x": 1, "y": 2.5}),
        (bytearray(b"ab"), b"ab"),
        (memoryview(b"abcd")[::2], b"ac"),
        (np.arange(2, dtype=np.uint16).data, b"\0\0\1\0"),
        (frozenset([1]), {1}),
        (range(3), [0, 1, 2]),
        (date(2026, 1, 2), "2026-01-02"),
        (pd.DataFrame({"a": [1]}), Table({"a": [1]})),
        ({(1, 2): 3}, {(1, 2): 3}),
        (types.MappingProxyType({"a": 1}), {"a": 1}),
        (1.0, 1),
    ],
)
def test_kin_of_the_wires_values_are_written_as_those(value: Any, expected: Any) -> None:
    assert same(there_and_back(value), expected)


def test_moments_keep_their_instant() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678_000, timezone(timedelta(hours=2)))
    assert there_and_back(moment) == moment
    assert there_and_back(moment).tzinfo == UTC


def test_undefined_is_none_unless_it_is_asked_for() -> None:
    assert there_and_back(UNDEFINED) is None
    assert there_and_back([UNDEFINED], UNDEFINED) == [UNDEFINED]
    assert not UNDEFINED


def test_files_come_as_blobs_that_can_be_read() -> None:
    blob = there_and_back(File("a.txt", b"abc"))
    assert (blob.name, blob.mime, blob.size) == ("a.txt", "text/plain", 3)
    assert asyncio.run(blob.read()) == b"abc"
    assert there_and_back(blob).name == "a.txt"


def test_figures_and_tables_come_back() -> None:
    assert there_and_back(Figure(b"x", "image/svg+xml", "T")) == Figure(b"x", "image/svg+xml", "T")
    table = Table({"a": [1.5, math.nan], "b": [None, "x"]}, units={"a": "m"}, name="t")
    back = there_and_back(table)
    assert (back.columns, back.units, back.name) == (table.columns, table.units, table.name)
    assert same(back.rows, table.rows)


def test_errors_keep_type_message_and_cause() -> None:
    error = ValueError("outer")
    error.__cause__ = KeyError("k")
    back = there_and_back(error)
    assert (back.type, back.message) == ("ValueError", "outer")
    assert (back.__cause__.type, back.__cause__.message) == ("KeyError", "There is no key 'k'.")


def test_cycles_are_refused() -> None:
    cycle: list[Any] = []
    cycle.append({"a": cycle})
    with pytest.raises(NotSendable, match="A list holds itself; cyclic structures can't be sent"):
        written(cycle)


def test_one_value_twice_is_no_cycle() -> None:
    part = [1]
    assert there_and_back([part, part]) == [[1], [1]]


def test_values_are_nested_as_deep_as_may_be_and_no_deeper() -> None:
    deep: Any = 1
    for _ in range(LIMITS.depth):
        deep = [deep]
    assert there_and_back(deep) == deep
    with pytest.raises(NotSendable, match="nested more than 64 deep"):
        written([deep])
    with pytest.raises(WireError, match="nested too deep"):
        read([deep])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (pathlib.Path("a"), r"A pathlib.* can't be sent; send its parts, or its text"),
        (object(), "A builtins.object can't be sent"),
        (int, "The class int can't be sent"),
        (math, "The module math can't be sent"),
        pytest.param(10**5000, "An integer of more than 4300 digits", id="a huge integer"),
    ],
)
def test_what_has_no_form_on_the_wire_is_refused(value: Any, message: str) -> None:
    with pytest.raises(NotSendable, match=message):
        written({"deep": [value]})


def test_what_cannot_be_a_key_in_python_is_told() -> None:
    with pytest.raises(NotReadable, match="A dict can't be a key"):
        read({"$": "map", "v": [[{}, 1]]})


def test_bytes_beyond_0_and_1_are_true() -> None:
    wire = {"$": "ndarray", "b": 0, "dtype": "bool", "shape": [3], "order": "C"}
    back = read(wire, [b"\0\1\7"])
    assert back.view(np.uint8).tolist() == [0, 1, 1]


keys = "$ v b dtype shape order kind axes scale columns rows units id methods name".split()  # noqa: SIM905
tags = "ndarray bytes int float complex map set table ref own date error blob peer".split()  # noqa: SIM905
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(tags),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(keys) | st.text(max_size=3), inner, max_size=6)
        | st.dictionaries(st.sampled_from(keys), inner).flatmap(
            lambda fields: st.sampled_from(tags).map(
                lambda tag: {"$": tag, **{k: v for k, v in fields.items() if k != "$"}}
            )
        )
    ),
    max_leaves=15,
)


@given(json_values, st.lists(st.binary(max_size=8), max_size=2))
def test_whatever_comes_is_read_or_refused(value: Any, attachments: list[bytes]) -> None:
    with contextlib.suppress(WireError, NotReadable):
        read(value, attachments)
