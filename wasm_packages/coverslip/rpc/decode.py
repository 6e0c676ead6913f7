"""Values of a frame: from the wire's form, which came from the other side and may be anything, to Python's."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from coverslip.errors import Cancelled, NotReadable, RemoteError, WireError
from coverslip.figure import Figure
from coverslip.image import Image, Labels, NDArray
from coverslip.markup import HTML, Markdown
from coverslip.packed_array import PackedArray
from coverslip.plot import Plot
from coverslip.table import Table

from .array_form import read_about, read_numbers
from .dtypes import itemsize
from .jsontext import SAFE
from .record import Record
from .remote_file import RemoteFile
from .times import read_clock, read_duration, read_instant
from .wire import Json, check_keys, listed, mapping, shown, text, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .endpoint import Attachment
    from .home import Home

_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf, "-0.0": -0.0}
_INTEGER = re.compile(r"(?:0|-?[1-9][0-9]*)\Z")
_MOST_DIGITS = 4300
_MOST_AXES = 32
_KINDS: dict[str | None, type[NDArray]] = {None: NDArray, "image": Image, "labels": Labels}


class Decoder:
    """Reads the values of one frame. Call `finish` when all have been read.

    Args:
        attachments: what stands beside the header.
        home: the peer that reads.
        deepest: how many values may be nested in one another.
        undefined: what JavaScript's `undefined` becomes.
    """

    def __init__(self, attachments: Sequence[Attachment], home: Home, deepest: int, undefined: Any = None) -> None:
        self._attachments = attachments
        self._home = home
        self._deepest = deepest
        self._undefined = undefined
        self._depth = 0
        self._used: set[int] = set()
        self._unreadable: NotReadable | None = None
        #: Buffers whose bytes have been copied out.
        self.emptied: list[Attachment] = []

    def value(self, json: Json) -> Any:
        """A value.

        Raises:
            WireError: when it is not in the wire's form.
            MemoryError: when there is no room for it.
        """
        kind = type(json)
        if kind is int:
            # JavaScript writes a float as a whole number where it can; integers of this size come tagged.
            return json if -SAFE <= json <= SAFE else self._large(json)
        if kind is not dict and kind is not list:
            if kind is float and not math.isfinite(json):
                raise WireError("A number is too large.", "number")
            return json
        self._depth += 1
        if self._depth > self._deepest:
            raise WireError("Values are nested too deep.", "depth")
        if kind is list:
            out: Any = [self.value(each) for each in json]
        elif "$" in json:
            out = self._tagged(json, json["$"])
        else:
            out = Record(self.plain(json))
        self._depth -= 1
        return out

    def plain(self, json: dict[str, Json]) -> dict[str, Any]:
        """The values of an object that is not tagged.

        Raises:
            WireError: for a key that would reach the prototype of an object in JavaScript.
        """
        if "__proto__" in json:
            raise WireError('An object has a key "__proto__".', "__proto__")
        return {key: self.value(each) for key, each in json.items()}

    def finish(self) -> None:
        """Check that every attachment belongs to a value, and that every value could be read.

        Raises:
            WireError: when an attachment does not.
            NotReadable: when the frame is in order, but Python can make nothing of one of its values.
        """
        if len(self._used) < len(self._attachments):
            raise WireError("An attachment belongs to no value.", "b")
        if self._unreadable is not None:
            raise self._unreadable

    def error(self, json: Json) -> Exception:
        """An error that the other side raised, with its causes.

        Raises:
            WireError: when it is none.
        """
        if not isinstance(json, dict) or json.get("$") != "error":
            raise WireError("An error is no error.", "error")
        self._depth += 1
        if self._depth > self._deepest:
            raise WireError("Causes are nested too deep.", "cause")
        check_keys(json, ("$", "type", "message", "traceback", "cause"), (), "error")
        kind, message = text(json["type"], "type"), text(json["message"], "message")
        traceback = text(json["traceback"], "traceback")
        error: Exception = Cancelled(message) if kind == "Cancelled" else RemoteError(kind, message, traceback)
        if json["cause"] is not None:
            error.__cause__ = self.error(json["cause"])
        self._depth -= 1
        return error

    def _tagged(self, json: dict[str, Json], tag: Json) -> Any:
        match tag:
            case "ndarray":
                return self._array(json)
            case "undefined":
                check_keys(json, ("$",), (), tag)
                return self._undefined
            case "error":
                return self.error(json)
            case "table":
                return self._table(json)
            case "ref":
                return self._ref(json)
            case "blob":
                return self._blob(json)
            case "file":
                return self._file(json)
            case "bytes":
                check_keys(json, ("$", "b"), (), tag)
                return self._bytes(json)
            case "figure":
                return self._figure(json)
            case "plot":
                return self._plot(json)
            case "markup":
                check_keys(json, ("$", "kind", "v"), (), tag)
                kind = json["kind"]
                if kind not in ("markdown", "html"):
                    raise WireError(f"There is no markup of the kind {shown(kind)}.", "kind")
                return (Markdown if kind == "markdown" else HTML)(text(json["v"], tag))
            case "peer":
                return self._peer(json)
            case "custom":
                return self._custom(json)
            case "own":
                check_keys(json, ("$", "id"), (), tag)
                try:
                    return self._home.own(whole(json["id"], "id"))
                except KeyError:
                    raise WireError(f"There is no object {shown(json['id'])} here.", "id") from None
            case "float" | "int" | "complex" | "date" | "clock" | "duration" | "map" | "set":
                check_keys(json, ("$", "v"), (), tag)
                return self._simple(tag, json["v"])
            case _:
                raise WireError(f"There is no kind of value {shown(tag)}.", "$")

    def _simple(self, tag: str, json: Json) -> Any:
        match tag:
            case "float":
                number = _FLOATS.get(text(json, tag))
                if number is None:
                    raise WireError(f"There is no float {shown(json)}.", tag)
                return number
            case "int":
                digits = text(json, tag)
                if len(digits) > _MOST_DIGITS or not _INTEGER.match(digits):
                    raise WireError(f"{shown(digits)} is no integer of at most {_MOST_DIGITS} digits.", tag)
                return int(digits)
            case "complex":
                parts = [self.value(each) for each in listed(json, tag)]
                if len(parts) != 2 or not all(type(part) in (int, float) for part in parts):
                    raise WireError("A complex number is not two numbers.", tag)
                return complex(*parts)
            case "date":
                try:
                    return read_instant(text(json, tag))
                except NotReadable as error:
                    return self._refused(error)
            case "clock":
                return read_clock(text(json, tag))
            case "duration":
                return read_duration(json)
            case "set":
                return {self._hashable(self.value(each)) for each in listed(json, tag)}
            case _:
                return dict(self._pair(each) for each in listed(json, tag))

    def _pair(self, json: Json) -> tuple[Any, Any]:
        pair = listed(json, "map")
        if len(pair) != 2:
            raise WireError("A map holds something else than pairs.", "map")
        return self._hashable(self.value(pair[0])), self.value(pair[1])

    def _hashable(self, value: Any) -> Any:
        """A value as a key or a member of a set: lists become tuples."""
        if isinstance(value, list):
            value = tuple(self._hashable(each) for each in value)
        try:
            hash(value)
        except TypeError:
            what = "dict" if isinstance(value, dict) else type(value).__name__
            return self._refused(NotReadable(f"A {what} can't be a key or a member of a set in Python."))
        return value

    def _refused(self, error: NotReadable) -> None:
        """Python can make nothing of a value. The others are read all the same, so that each reference is counted."""
        self._unreadable = self._unreadable or error

    def _custom(self, json: dict[str, Json]) -> Any:
        check_keys(json, ("$", "name", "v"), (), "custom")
        name, wire = text(json["name"], "name"), self.value(json["v"])
        try:
            return self._home.codecs.decode(name, wire)
        except NotReadable as error:
            return self._refused(error)

    def _array(self, json: dict[str, Json]) -> Any:
        check_keys(json, ("$", "b", "dtype", "shape", "order"), ("kind", "axes", "scale", "unit", "name"), "ndarray")
        dtype = json["dtype"]
        each = itemsize(dtype, self._deepest - self._depth)
        if isinstance(dtype, list):
            check_keys(json, ("$", "b", "dtype", "shape", "order"), (), "an array of records")
        order = json["order"]
        if order not in ("C", "F"):
            raise WireError(f'order is {shown(order)}, not "C" or "F".', "order")
        shape = tuple(whole(length, "shape") for length in listed(json["shape"], "shape"))
        about = read_about(json, len(shape))
        attachment = self._buffer(json)
        size = self._home.attachments.size(attachment) or 0
        # Checked before any memory is taken: a shape costs the sender nothing.
        if len(shape) > _MOST_AXES or math.prod(shape) * each != size:
            raise WireError(f"shape {shape} and dtype {dtype} do not fit a buffer of {size} bytes.", "shape")
        try:
            data = read_numbers(self._home.attachments, attachment, dtype, shape, order)
        except (ValueError, TypeError, OverflowError) as error:
            raise WireError(f"There is no array of shape {shape} and this dtype: {error}", "shape") from error
        except ModuleNotFoundError:
            packed = self._home.attachments.to_bytes(attachment)
            self._emptied(attachment, size)
            return PackedArray(packed, dtype, shape, str(order), about)
        self._emptied(attachment, size)
        if not about:
            return data
        try:
            return _KINDS[about.get("kind")].received(
                data, about.get("axes"), about.get("scale"), about.get("unit"), about.get("name", "")
            )
        except (TypeError, ValueError, OverflowError) as error:
            raise WireError(str(error), "ndarray") from error

    def _table(self, json: dict[str, Json]) -> Table:
        check_keys(json, ("$", "columns", "units", "rows"), ("name", "labels"), "table")
        columns = _names(json["columns"])
        rows = [[self.value(cell) for cell in listed(row, "row")] for row in listed(json["rows"], "rows")]
        units = {column: text(unit, "units") for column, unit in mapping(json["units"], "units").items()}
        name = text(json["name"], "name") if "name" in json else ""
        labels = text(json["labels"], "labels") if "labels" in json else ""
        try:
            return Table(rows, columns, units=units, name=name, labels=labels)
        except ValueError as error:
            raise WireError(str(error), "table") from error

    def _figure(self, json: dict[str, Json]) -> Figure:
        check_keys(json, ("$", "b", "mime", "title"), ("live",), "figure")
        data = self._bytes(json)
        live = self.value(json["live"]) if "live" in json else None
        return Figure(data, text(json["mime"], "mime"), text(json["title"], "title"), live)

    def _plot(self, json: dict[str, Json]) -> Plot:
        check_keys(json, ("$", "table", "config", "title"), (), "plot")
        about = mapping(json["table"], "table")
        if about.get("$") != "table":
            raise WireError("A plot's table is no table.", "table")
        table, config = self._table(about), self.plain(mapping(json["config"], "config"))
        try:
            return Plot.from_config(table, config, text(json["title"], "title"))
        except ValueError as error:
            raise WireError(str(error), "plot") from error

    def _blob(self, json: dict[str, Json]) -> Any:
        check_keys(json, ("$", "b"), ("name",), "blob")
        name = text(json["name"], "name") if "name" in json else None
        blob = self._home.attachments.blob(self._attachment(json), name)
        if blob is None:
            raise WireError("An attachment is no file.", "b")
        return blob

    def _file(self, json: dict[str, Json]) -> RemoteFile:
        check_keys(json, ("$", "id", "name", "mime", "size"), (), "file")
        number, name, mime = whole(json["id"], "id"), text(json["name"], "name"), text(json["mime"], "mime")
        size = None if json["size"] is None else whole(json["size"], "size")
        return RemoteFile(self._home.imported(number, "object", name or "a far file", ("read",), {}), name, mime, size)

    def _peer(self, json: dict[str, Json]) -> Any:
        check_keys(json, ("$", "b", "name", "methods"), (), "peer")
        methods = _names(json["methods"])
        root = self._home.adopted(self._attachment(json), text(json["name"], "name"), methods)
        if root is None:
            raise WireError("An attachment is no port.", "b")
        return root

    def _ref(self, json: dict[str, Json]) -> Any:
        check_keys(json, ("$", "id", "kind", "name", "methods"), ("props",), "ref")
        kind = json["kind"]
        if kind not in ("function", "object", "iterator"):
            raise WireError(f"There is no reference of kind {shown(kind)}.", "kind")
        number, name, methods = whole(json["id"], "id"), text(json["name"], "name"), _names(json["methods"])
        props = self.plain(mapping(json["props"], "props")) if "props" in json else {}
        return self._home.imported(number, kind, name, methods, props)

    def _bytes(self, json: dict[str, Json]) -> bytes:
        attachment = self._buffer(json)
        data = self._home.attachments.to_bytes(attachment)
        self._emptied(attachment, len(data))
        return data

    def _buffer(self, json: dict[str, Json]) -> Attachment:
        attachment = self._attachment(json)
        if self._home.attachments.size(attachment) is None:
            raise WireError(f"Attachment {shown(json['b'])} is no buffer.", "b")
        return attachment

    def _emptied(self, attachment: Attachment, size: int | None) -> None:
        smallest = self._home.attachments.smallest_returned
        if smallest is not None and size is not None and size >= smallest:
            self.emptied.append(attachment)

    def _attachment(self, json: dict[str, Json]) -> Attachment:
        index = whole(json["b"], "b")
        if index >= len(self._attachments):
            raise WireError(f"There is no attachment {index}.", "b")
        if index in self._used:
            raise WireError(f"Attachment {index} is used twice.", "b")
        self._used.add(index)
        return self._attachments[index]

    def _large(self, json: int) -> float:
        try:
            return float(json)
        except OverflowError:
            raise WireError("A number is too large.", "number") from None


def _names(json: Json) -> list[str]:
    return [text(name, "names") for name in listed(json, "names")]
