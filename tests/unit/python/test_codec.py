"""Values on the wire: whatever is written is read as the same."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import enum
import json
import math
import pathlib
import sys
import types
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import hypothesis.extra.numpy as arrays
import numpy as np
import pandas as pd
import pytest
from coverslip import Figure, File, Image, Labels, NDArray, Table
from coverslip.errors import NotAvailable, NotReadable, NotSendable, WireError
from coverslip.packed_array import PackedArray
from coverslip.rpc import LIMITS, UNDEFINED
from coverslip.rpc.dtypes import ITEMSIZES, wire_dtype
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
    if isinstance(a, datetime) and isinstance(b, datetime):
        # Of a zone only the offset is told, and that as UTC.
        return a == b and (a.tzinfo is None) == (b.tzinfo is None)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    return bool(type(a) is type(b) and a == b)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()) | st.binary(max_size=20)
offsets: st.SearchStrategy[timezone | None] = st.none() | st.integers(-23 * 60, 23 * 60).map(
    lambda minutes: timezone(timedelta(minutes=minutes))
)
moments = (
    st.datetimes(timezones=offsets).filter(lambda moment: 1 < moment.year < 9999)
    | st.dates()
    | st.times(timezones=offsets)
    | st.timedeltas()
)
values = st.recursive(
    scalars | st.complex_numbers() | moments,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5), inner, max_size=4)
        | st.dictionaries(st.none() | st.text(max_size=3) | st.integers(min_value=2), inner, max_size=4)
    ),
    max_leaves=20,
)
simple_dtypes = (
    st.sampled_from(sorted(ITEMSIZES.keys() - {"bfloat16"})).map(np.dtype)
    | arrays.byte_string_dtypes(max_len=5)
    | arrays.unicode_string_dtypes(max_len=5)
    | arrays.datetime64_dtypes()
    | arrays.timedelta64_dtypes()
)
dtypes = simple_dtypes | arrays.array_dtypes(simple_dtypes, max_size=3)
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
        assert text.endswith(".0") == (value.is_integer() and abs(value) < 2**53)
        assert "e+0" not in text
        assert "e-0" not in text


@given(some_arrays)
def test_arrays_of_every_dtype_come_back_as_they_were(array: np.ndarray[Any, Any]) -> None:
    back = there_and_back(array)
    assert back.dtype == wire_dtype(array.dtype)[1].newbyteorder("=")
    assert back.tobytes() == array.astype(back.dtype).tobytes()
    assert back.flags.writeable


@given(some_arrays, st.data())
def test_views_in_any_order_come_back_as_they_look(array: np.ndarray[Any, Any], data: st.DataObject) -> None:
    axes = data.draw(st.permutations(range(array.ndim)))
    steps: Any = [slice(None, None, data.draw(st.sampled_from([1, 2, -1]))) for _ in range(array.ndim)]
    view = array.transpose(axes)[(*steps, ...)]
    view.setflags(write=False)
    back = there_and_back(view)
    assert back.shape == view.shape
    assert back.tobytes() == view.astype(back.dtype).tobytes()


@pytest.mark.parametrize("dtype", [">u2", ">i4", ">f4", ">f8", ">c16", ">u8"])
def test_big_endian_arrays_are_turned_round(dtype: str) -> None:
    array = np.array([1, 2, 258], dtype)
    back = there_and_back(array)
    assert back.dtype == array.dtype.newbyteorder("=")
    np.testing.assert_array_equal(back, array)


def test_records_lose_their_gaps_and_keep_their_fields() -> None:
    dtype = np.dtype(
        {"names": ["a", "b"], "formats": ["u1", [("x", ">f8"), ("on", "?", (2,))]], "offsets": [0, 8], "itemsize": 32}
    )
    array = np.zeros(3, dtype)
    array["a"] = [1, 2, 3]
    array["b"]["x"] = [0.5, 1.5, 2.5]
    array["b"]["on"] = [[True, False]] * 3
    back = there_and_back(array)
    assert back.dtype == np.dtype([("a", "u1"), ("b", [("x", "<f8"), ("on", "?", (2,))])])
    assert back.tobytes() == array.astype(back.dtype).tobytes()
    assert back["b"]["x"].flags.writeable


def test_empty_texts_are_texts_all_the_same() -> None:
    assert there_and_back(np.array(["", ""], "U")).tolist() == ["", ""]
    assert there_and_back(np.empty((0, 2), "S")).shape == (0, 2)


def test_images_of_records_are_refused() -> None:
    with pytest.raises(NotSendable, match="Records are no Image"):
        written(Image(np.zeros((2, 2), "u1,u1")))


def test_bfloat16_is_kept_as_it_came_where_nothing_reads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # As where ml_dtypes is not installed.
    monkeypatch.setitem(sys.modules, "ml_dtypes", None)
    wire = {"$": "ndarray", "b": 0, "dtype": "bfloat16", "shape": [2], "order": "C"}
    back = read(wire, [b"\x80\x3f\0\xc0"])
    assert isinstance(back, PackedArray)
    assert there_and_back(back) == back
    with pytest.raises(NotAvailable, match="ml_dtypes"):
        np.asarray(back)


@pytest.mark.parametrize(
    "array",
    [np.array([None]), np.zeros(1, "O,f4"), np.zeros(1, np.longdouble), np.array(["a"], np.dtypes.StringDType())],
)
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


class IntFlag(enum.IntFlag):
    A = 1


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
        (pd.Timestamp("2026-01-02T03:04:05.5+01:00"), datetime(2026, 1, 2, 2, 4, 5, 500_000, UTC)),
        (pd.Timedelta(1.5, "s"), timedelta(seconds=1.5)),
        (pd.Series(["a", "b"]), ["a", "b"]),
        (pd.DataFrame({"a": [1]}), Table({"a": [1]})),
        ({(1, 2): 3}, {(1, 2): 3}),
        (types.MappingProxyType({"a": 1}), {"a": 1}),
        (IntFlag.A, 1),
    ],
)
def test_kin_of_the_wires_values_are_written_as_those(value: Any, expected: Any) -> None:
    assert same(there_and_back(value), expected)


def test_moments_keep_their_instant() -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, 678_000, timezone(timedelta(hours=2)))
    assert there_and_back(moment) == moment
    assert there_and_back(moment).tzinfo == UTC


def test_what_numpy_knows_of_time_keeps_its_unit() -> None:
    for scalar in (np.datetime64(1, "ns"), np.timedelta64(5, "D"), np.datetime64("NaT"), np.zeros(1, "i4,f4")[0]):
        back = there_and_back(scalar)
        assert (back.shape, back.dtype, back.tobytes()) == ((), scalar.dtype, scalar.tobytes())
    assert there_and_back(pd.Series([1.5, 2])).tolist() == [1.5, 2]


@pytest.mark.parametrize(
    "moment", [time(1, tzinfo=timezone(timedelta(seconds=90))), datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14)))]
)
def test_moments_that_no_clock_shows_are_refused(moment: Any) -> None:
    with pytest.raises(NotSendable):
        written(moment)


def test_years_that_python_has_not_are_told() -> None:
    with pytest.raises(NotReadable, match="years go from 1 to 9999"):
        read({"$": "date", "v": "+010000-01-01T00:00:00.000Z"})


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


keys = "$ v b mime size props dtype shape order kind axes scale columns rows units id methods name".split()  # noqa: SIM905
tags = "ndarray bytes int float complex map set table ref own date clock duration custom file error blob peer".split()  # noqa: SIM905
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
