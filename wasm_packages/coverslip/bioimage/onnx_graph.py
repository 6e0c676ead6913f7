"""What a file in ONNX says of its graph, and one more output for it.

ONNX is protobuf (onnx.proto). Its own Python package needs ml_dtypes, of which there is no build for the browser, so
the few fields that are wanted are read here as protobuf's wire format has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .errors import DescriptionError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Numbers of fields in onnx.proto.
_MODEL_GRAPH, _MODEL_OPSETS = 7, 8
_OPSET_DOMAIN, _OPSET_VERSION = 1, 2
_GRAPH_NODES, _GRAPH_OUTPUTS = 1, 12
_NODE_INPUTS, _NODE_OUTPUTS, _NODE_OPERATOR = 1, 2, 4
_VALUE_NAME = 1
# Kinds of values on the wire.
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True)
class Node:
    """One operation of a network."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """A network's operations, in an order in which they can be carried out.

    Attributes:
        nodes: its operations.
        outputs: names of what it gives.
        opset: version of ONNX's own operators.
    """

    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]
    opset: int


def read_graph(network: bytes) -> Graph:
    """The graph of a network.

    Raises:
        DescriptionError: when the bytes are no ONNX.
    """
    nodes: list[Node] = []
    outputs: list[str] = []
    opset = 0
    try:
        for field, value in _fields(memoryview(network)):
            if field == _MODEL_OPSETS and isinstance(value, memoryview):
                entry = dict(_fields(value))
                version = entry.get(_OPSET_VERSION)
                if not bytes(entry.get(_OPSET_DOMAIN) or b"") and isinstance(version, int):
                    opset = version
            elif field == _MODEL_GRAPH and isinstance(value, memoryview):
                for inner, part in _fields(value):
                    if inner == _GRAPH_NODES and isinstance(part, memoryview):
                        nodes.append(_node(part))
                    elif inner == _GRAPH_OUTPUTS and isinstance(part, memoryview):
                        outputs += [_text(each) for number, each in _fields(part) if number == _VALUE_NAME]
    except (IndexError, ValueError) as error:
        raise DescriptionError(f"This is no network in ONNX, or it is not copied to its end: {error}.") from error
    if not nodes or not outputs:
        raise DescriptionError("This is no network in ONNX: it has no graph.")
    return Graph(tuple(nodes), tuple(outputs), opset)


def with_output(network: bytes, name: str) -> bytes:
    """The network with one more output: a value inside of it.

    Protobuf merges messages that are written one after the other, so what is added is written behind what there is.
    """
    value = _message(_VALUE_NAME, name.encode())
    return network + _message(_MODEL_GRAPH, _message(_GRAPH_OUTPUTS, value))


def _node(data: memoryview) -> Node:
    inputs: list[str] = []
    outputs: list[str] = []
    operator = ""
    for field, value in _fields(data):
        if field == _NODE_INPUTS:
            inputs.append(_text(value))
        elif field == _NODE_OUTPUTS:
            outputs.append(_text(value))
        elif field == _NODE_OPERATOR:
            operator = _text(value)
    return Node(operator, tuple(inputs), tuple(outputs))


def _text(value: int | memoryview) -> str:
    if isinstance(value, int):
        raise ValueError("a number stands where a name is expected")  # noqa: TRY004 (of the bytes, not of a caller)
    return bytes(value).decode()


def _fields(data: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """Number and value of each field of a message: whole numbers, and bytes for all others."""
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        field, kind = key >> 3, key & 7
        if kind == _VARINT:
            number, place = _varint(data, place)
            yield field, number
            continue
        if kind == _BYTES:
            size, place = _varint(data, place)
        elif kind in (_FIXED64, _FIXED32):
            size = 8 if kind == _FIXED64 else 4
        else:
            raise ValueError(f"byte {place} begins a value of unknown kind {kind}")
        if place + size > len(data):
            raise ValueError(f"{size} bytes are announced at {place}, but the file has {len(data)}")
        yield field, data[place : place + size]
        place += size


def _varint(data: memoryview, place: int) -> tuple[int, int]:
    number = shift = 0
    while True:
        byte = data[place]
        place += 1
        number |= (byte & 127) << shift
        if byte < 128:
            return number, place
        shift += 7
        if shift > 63:
            raise ValueError(f"the number before byte {place} does not end")


def _message(field: int, content: bytes) -> bytes:
    size = len(content)
    length = bytearray()
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    length.append(size)
    return bytes([field << 3 | _BYTES, *length]) + content
