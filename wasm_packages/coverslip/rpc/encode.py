"""Values of a frame: from Python's form to the wire's JSON, with bytes, files and ports beside it."""

from __future__ import annotations

import asyncio
import dataclasses
import enum
import inspect
import io
import math
import re
import sys
from collections.abc import Awaitable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

from coverslip.errors import NotSendable
from coverslip.figure import Figure, is_matplotlib
from coverslip.file import File
from coverslip.image import NDArray
from coverslip.markup import HTML, Markdown
from coverslip.packed_array import PackedArray
from coverslip.plot import Plot
from coverslip.table import Table, is_dataframe, plain

from .blob import Blob
from .codecs import Coded
from .dtypes import wire_dtype
from .exported_file import ExportedFile, is_file
from .jsontext import SAFE, number, quoted
from .port import PeerPort
from .remote import Remote
from .remote_file import RemoteFile
from .times import write_clock, write_instant
from .undefined import UNDEFINED

if TYPE_CHECKING:
    import numpy as np

    from .endpoint import Attachment
    from .home import Home

#: Larger arrays are no properties: an object should not cost more to send than what is wanted of it.
_MOST_BYTES_OF_A_PROPERTY = 2**20


class Encoder:
    """Writes the values of one frame. When it raises, call `undo`: the frame is not sent."""

    def __init__(self, home: Home, deepest: int) -> None:
        self.attachments: list[Attachment] = []
        self._home = home
        self._deepest = deepest
        # The containers around the value that is being written, to find cycles.
        self._within: list[int] = []
        # Whether the properties of an object are being written.
        self._in_props = False
        #: What there is to await among the values. The frame is not whole: see `again`.
        self.pending: list[Awaitable[Any]] = []
        # What awaitables gave and codecs made, by the object's id, kept for a second attempt, which must send the same.
        self._known: dict[int, tuple[Any, Any]] = {}
        self._exported: list[int] = []

    def value(self, value: Any) -> str:
        """A value as JSON text.

        Raises:
            NotSendable: for what has no form on the wire.
        """
        kind = type(value)
        if kind is str:
            return quoted(value)
        if value is None:
            return "null"
        if kind is bool:
            return "true" if value else "false"
        if kind is int:
            return str(value) if -SAFE <= value <= SAFE else f'{{"$":"int","v":"{_digits(value)}"}}'
        if kind is float:
            return _float(value, ".0")
        return self._nested(value)

    def values(self, values: Any) -> str:
        """A list as JSON text."""
        return f"[{','.join([self.value(each) for each in values])}]"

    def plain(self, values: Mapping[str, Any]) -> str:
        """A mapping whose keys are texts as JSON text."""
        return f"{{{','.join([f'{quoted(key)}:{self.value(each)}' for key, each in values.items()])}}}"

    def undo(self) -> None:
        """Take back what was counted for the other side."""
        self._unexport()
        for awaitable in self.pending:
            if inspect.iscoroutine(awaitable):
                awaitable.close()

    async def again(self) -> Encoder:
        """Wait for what there is to await among the values. The frame is not sent.

        Returns:
            An encoder to write the values again with.
        """
        self._unexport()
        after = Encoder(self._home, self._deepest)
        after._known = self._known
        results = await asyncio.gather(*self.pending)
        for awaitable, result in zip(self.pending, results, strict=True):
            after._known[id(awaitable)] = awaitable, result
        return after

    def _unexport(self) -> None:
        for number_ in self._exported:
            self._home.unexported(number_)
        self._exported.clear()

    def error(self, described: Mapping[str, Any]) -> str:
        """An error that was described as the wire has it."""
        cause = described["cause"]
        return (
            f'{{"$":"error","type":{quoted(described["type"])},"message":{quoted(described["message"])}'
            f',"traceback":{quoted(described["traceback"])},"cause":{"null" if cause is None else self.error(cause)}}}'
        )

    def _nested(self, value: Any) -> str:
        if id(value) in self._within:
            raise NotSendable(f"A {type(value).__name__} holds itself; cyclic structures can't be sent.")
        if len(self._within) >= self._deepest:
            raise NotSendable(f"Values nested more than {self._deepest} deep can't be sent.")
        self._within.append(id(value))
        try:
            return self._object(value)
        finally:
            self._within.pop()

    def _object(self, value: Any) -> str:
        if self._home.codecs or isinstance(value, Coded):
            coded = self._coded(value)
            if coded is not None:
                return f'{{"$":"custom","name":{quoted(coded.name)},"v":{self.value(coded.value)}}}'
        if isinstance(value, list | tuple):
            return self.values(value)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, NDArray):
            return self._array(value.data, value)
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, numpy.ndarray):
            return self._array(value, None)
        if isinstance(value, PackedArray):
            index = self._bytes(memoryview(value.data))
            return self._described(index, value.dtype, value.shape, value.order, value.about)
        if isinstance(value, bytes | bytearray | memoryview):
            return f'{{"$":"bytes","b":{self._bytes(memoryview(value))}}}'
        if isinstance(value, enum.Enum):
            return '{"$":"undefined"}' if value is UNDEFINED else self.value(value.value)
        if isinstance(value, Table) or is_dataframe(value):
            return self._table(Table(value))
        if isinstance(value, Figure) or is_matplotlib(value):
            figure = value if isinstance(value, Figure) else Figure.from_matplotlib(value)
            index = self._bytes(memoryview(figure.data))
            live = "" if figure.live is None else f',"live":{self.value(figure.live)}'
            return f'{{"$":"figure","b":{index},"mime":{quoted(figure.mime)},"title":{quoted(figure.title)}{live}}}'
        if isinstance(value, Plot):
            table, config = self._table(value.table), self.plain(value.config())
            return f'{{"$":"plot","table":{table},"config":{config},"title":{quoted(value.title)}}}'
        if isinstance(value, Markdown | HTML):
            kind = "markdown" if isinstance(value, Markdown) else "html"
            return f'{{"$":"markup","kind":"{kind}","v":{quoted(value)}}}'
        if isinstance(value, File):
            return self._file(self._home.attachments.pack_file(value), value.name)
        if isinstance(value, Blob):
            attachment = self._home.attachments.pack_blob(value)
            return self._remote_file(value) if attachment is None else self._file(attachment, value.name)
        return self._rare(value)

    def _coded(self, value: Any) -> Coded | None:
        """What a codec makes of a value."""
        if isinstance(value, Coded):
            return value
        if id(value) in self._known:
            _, known = self._known[id(value)]
            return known if isinstance(known, Coded) else None
        coded = self._home.codecs.encode(value)
        if coded is not None:
            self._known[id(value)] = value, coded
        return coded

    def _awaited(self, value: Awaitable[Any]) -> str:
        if id(value) in self._known:
            return self.value(self._known[id(value)][1])
        if self._in_props:
            # An object's `closed` or `ready` may take for ever.
            raise NotSendable("What is yet to be awaited is no property.")
        self.pending.append(value)
        return "null"

    def _rare(self, value: Any) -> str:
        if inspect.isawaitable(value):
            return self._awaited(value)
        if isinstance(value, re.Pattern):
            raise NotSendable("A regular expression can't be sent: no other language reads it alike. Send its pattern.")
        numpy = sys.modules.get("numpy")
        if numpy is not None and isinstance(value, numpy.datetime64 | numpy.timedelta64 | numpy.void):
            # Python's own moments hold neither their unit nor nanoseconds.
            return self._array(numpy.asarray(value), None)
        if not isinstance(value, type) and hasattr(type(value), "__geo_interface__"):
            # What was drawn, ours and shapely's, is GeoJSON to everybody.
            return self.value(value.__geo_interface__)
        is_array = not isinstance(value, Remote) and hasattr(type(value), "__array__")
        if is_array and getattr(value, "ndim", 0) > 0:
            array = value.__array__()
            return self.value(array.tolist()) if array.dtype.kind == "O" else self._array(array, None)
        if is_file(value):
            return self._remote_file(value)
        scalar = plain(value)
        if scalar is not value:
            return self.value(scalar)
        if isinstance(value, complex):
            return f'{{"$":"complex","v":[{_float(value.real)},{_float(value.imag)}]}}'
        if isinstance(value, AbstractSet):
            return f'{{"$":"set","v":{self.values(value)}}}'
        if isinstance(value, datetime) and value.tzinfo is not None:
            return f'{{"$":"date","v":"{write_instant(value)}"}}'
        if isinstance(value, date | time):
            return f'{{"$":"clock","v":"{write_clock(value)}"}}'
        if isinstance(value, timedelta):
            return f'{{"$":"duration","v":[{value.days},{value.seconds},{value.microseconds}]}}'
        if isinstance(value, BaseException):
            return self.error(self._home.describe(value))
        if isinstance(value, PeerPort):
            self.attachments.append(self._home.attachments.pack_port(value.port))
            index = len(self.attachments) - 1
            return f'{{"$":"peer","b":{index},"name":{quoted(value.name)},"methods":{self.values(value.methods)}}}'
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._mapping({each.name: getattr(value, each.name) for each in dataclasses.fields(value)})
        if isinstance(value, Sequence):
            return self.values(value)
        return self._reference(value)

    def _mapping(self, value: Mapping[Any, Any]) -> str:
        # "__proto__" would reach an object's prototype in JavaScript.
        if all(type(key) is str for key in value) and "$" not in value and "__proto__" not in value:
            return self.plain(value)
        pairs = ",".join([f"[{self.value(key)},{self.value(each)}]" for key, each in value.items()])
        return f'{{"$":"map","v":[{pairs}]}}'

    def _array(self, data: np.ndarray[Any, Any], about: NDArray | None) -> str:
        import numpy as np

        dtype, sent = wire_dtype(data.dtype)
        if np.ma.isMaskedArray(data):
            raise NotSendable("A masked array can't be sent; give its masked values a number with .filled(…).")
        if isinstance(dtype, list) and about is not None:
            raise NotSendable(f"Records are no {type(about).__name__}; send their fields, or the bare array.")
        data = data.astype(sent, copy=False)
        order = "F" if data.flags.f_contiguous and not data.flags.c_contiguous else "C"
        contiguous = np.ascontiguousarray(data.T if order == "F" else data)
        index = self._bytes(contiguous.reshape(-1).view(np.uint8).data)
        told: dict[str, Any] = {}
        if about is not None:
            axes, scale, unit = about.stated()
            told = {"kind": about.kind, "axes": axes, "scale": scale, "unit": unit, "name": about.name or None}
        return self._described(index, dtype, data.shape, order, told)

    def _described(self, index: int, dtype: Any, shape: tuple[int, ...], order: str, about: Mapping[str, Any]) -> str:
        """An array whose bytes are the attachment `index`; what is None is not told."""
        lengths = ",".join(map(str, shape))
        parts = [f'{{"$":"ndarray","b":{index},"dtype":{_dtype(dtype)},"shape":[{lengths}],"order":"{order}"']
        for key in ("kind", "axes", "scale", "unit", "name"):
            value = about.get(key)
            if value is not None:
                parts.append(f'"{key}":' + (quoted(value) if key != "scale" else f"[{','.join(map(number, value))}]"))
        return ",".join(parts) + "}"

    def _table(self, table: Table) -> str:
        rows = ",".join([self.values(row) for row in table.rows])
        name = f',"name":{quoted(table.name)}' if table.name else ""
        labels = f',"labels":{quoted(table.labels)}' if table.labels else ""
        columns, units = self.values(table.columns), self.plain(table.units)
        return f'{{"$":"table","columns":{columns},"units":{units},"rows":[{rows}]{name}{labels}}}'

    def _file(self, attachment: Attachment, name: str) -> str:
        self.attachments.append(attachment)
        index = len(self.attachments) - 1
        return f'{{"$":"blob","b":{index},"name":{quoted(name)}}}' if name else f'{{"$":"blob","b":{index}}}'

    def _remote_file(self, value: Any) -> str:
        """A file that stays here, and is read by the other side; one of the other side goes home."""
        if isinstance(value, RemoteFile):
            foreign = self._home.foreign(value.source)
            if foreign is not None:
                return f'{{"$":"own","id":{foreign}}}'
        exported = self._home.exported(value)
        file = None if exported is None else exported[1]
        if exported is None or not isinstance(file, ExportedFile):
            raise NotSendable(_refusal(value))
        number_ = exported[0]
        self._exported.append(number_)
        name, mime, size = quoted(file.name), quoted(file.mime), self.value(file.size)
        return f'{{"$":"file","id":{number_},"name":{name},"mime":{mime},"size":{size}}}'

    def _bytes(self, data: memoryview) -> int:
        if self._in_props and data.nbytes > _MOST_BYTES_OF_A_PROPERTY:
            raise NotSendable("A property is too large.")
        flat = data if data.contiguous else memoryview(data.tobytes())
        self.attachments.append(self._home.attachments.pack(flat.cast("B")))
        return len(self.attachments) - 1

    def _reference(self, value: Any) -> str:
        if isinstance(value, Remote):
            foreign = self._home.foreign(value)
            if foreign is not None:
                return f'{{"$":"own","id":{foreign}}}'
        exported = self._home.exported(value)
        if exported is None:
            raise NotSendable(_refusal(value))
        number_, exportable = exported
        self._exported.append(number_)
        props = "" if self._in_props else self._snapshot(exportable.props())
        return (
            f'{{"$":"ref","id":{number_},"kind":"{exportable.kind}","name":{quoted(exportable.name)}'
            f',"methods":{self.values(exportable.methods)}{props}}}'
        )

    def _property(self, name: str, value: Any) -> str:
        text = self.value(value)
        if name == "__proto__" or len(text) > _MOST_BYTES_OF_A_PROPERTY:
            raise NotSendable(f"{name} can be no property.")
        return text

    def _snapshot(self, props: Mapping[str, Any]) -> str:
        """The properties of an object that is sent as a reference. What can't be sent is left out."""
        if not props:
            return ""
        outside = self._within
        # What leads back to an object around this one is a reference to it, not a cycle; the depth still counts.
        self._within, self._in_props = [0] * len(outside), True
        told: list[str] = []
        for name, value in props.items():
            attached, exported = len(self.attachments), len(self._exported)
            try:
                told.append(f"{quoted(name)}:{self._property(name, value)}")
            except Exception:  # the code of a plugin's own class may raise anything while it is read
                del self.attachments[attached:]
                for number_ in self._exported[exported:]:
                    self._home.unexported(number_)
                del self._exported[exported:]
                self._within = [0] * len(outside)
        self._within, self._in_props = outside, False
        return f',"props":{{{",".join(told)}}}' if told else ""


def _refusal(value: Any) -> str:
    if isinstance(value, type):
        return f"The class {value.__name__} can't be sent; send one of its objects, or a function."
    if isinstance(value, io.TextIOBase):
        return "A file of text can't be sent; open it in binary mode, or send what it holds."
    if isinstance(value, ModuleType):
        return f"The module {value.__name__} can't be sent; send one of its functions."
    return f"A {type(value).__module__}.{type(value).__qualname__} can't be sent; send its parts, or its text."


def _dtype(dtype: Any) -> str:
    """A dtype as JSON text. Its nesting is no nesting of values."""
    if isinstance(dtype, str):
        return quoted(dtype)
    return f"[{','.join(map(_dtype, dtype))}]" if isinstance(dtype, list | tuple) else str(dtype)


def _float(value: float, whole: str = "") -> str:
    """A float; `whole` is written behind one without a fraction that Python would read as an integer."""
    if math.isfinite(value) and (value or math.copysign(1, value) > 0):
        return number(value) + (whole if value.is_integer() and -SAFE <= value <= SAFE else "")
    word = "nan" if math.isnan(value) else "-0.0" if value == 0 else "inf" if value > 0 else "-inf"
    return f'{{"$":"float","v":"{word}"}}'


def _digits(value: int) -> str:
    try:
        return str(value)
    except ValueError:
        raise NotSendable("An integer of more than 4300 digits can't be sent.") from None
