"""Arrays in a plugin that has not asked for numpy."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest
from coverslip import ArgumentError, Image, NotAvailable
from coverslip.arguments import arguments_of
from coverslip.packed_array import PackedArray

from tests.unit.python.asynchronous import asynchronous
from tests.unit.python.paper_home import read, written
from tests.unit.python.peers import connected

WIRE = (
    '{"$":"ndarray","b":0,"dtype":"uint16","shape":[1,2],"order":"F","kind":"image","axes":"YX","scale":[1,0.5]'
    ',"unit":"µm","name":"a"}'
)


@pytest.fixture(autouse=True)
def without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numpy", None)


def packed() -> PackedArray:
    value = read(json.loads(WIRE), [b"abcd"])
    assert isinstance(value, PackedArray)
    return value


def test_an_array_is_passed_on_as_it_came() -> None:
    assert written(packed()) == (WIRE, [b"abcd"])
    bare = '{"$":"ndarray","b":0,"dtype":"uint8","shape":[],"order":"C"}'
    assert written(read(json.loads(bare), [b"a"])) == (bare, [b"a"])


@asynchronous
async def test_an_array_goes_through_a_plugin_without_numpy() -> None:
    class Root:
        def same(self, value: Any) -> Any:
            return value

    async with connected(Root()) as (_, peer):
        assert await peer.root.same([packed()]) == [packed()]


def test_looking_into_it_says_what_to_do() -> None:
    with pytest.raises(NotAvailable, match='add "numpy" to `dependencies`'):
        packed().__array__()

    def op(image: Image) -> None: ...

    with pytest.raises(ArgumentError, match=r"op\(\) needs an image .* for 'image': .* add .numpy. to `dependencies`"):
        asyncio.run(arguments_of(op, [packed()], {}))
