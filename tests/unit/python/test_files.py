"""Files that stay on their side and are read piece by piece."""

from __future__ import annotations

import asyncio
import io
import tempfile
from pathlib import Path
from typing import Any

import pytest
from coverslip import RemoteError
from coverslip.rpc import Blob, Interface
from coverslip.rpc.exported_file import ExportedFile

from tests.unit.python.asynchronous import asynchronous, turns
from tests.unit.python.peers import connected

CONTENT = bytes(range(256)) * 10_000


class Counting(io.BytesIO):
    """Tells what was read of it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.pieces: list[int] = []

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.pieces.append(len(data))
        return data


class Socketlike(io.RawIOBase):
    """Can't be moved, and its size is not known."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        return self._data.readinto(into)


class Later:
    """A file that is awaited, as asyncio's streams are."""

    mode = "rb"
    name = 3

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    async def read(self, size: int) -> bytes:
        return self._data.read(min(size, 100_000))


@asynchronous
async def test_a_file_object_is_read_where_it_is(tmp_path: Path) -> None:
    path = tmp_path / "cells.tif"
    path.write_bytes(CONTENT)
    with path.open("rb") as file:
        file.seek(7)
        async with connected(Interface({"give": lambda: [file]})) as (_, peer):
            (blob,) = await peer.root.give()
            assert isinstance(blob, Blob)
            assert (blob.name, blob.mime, blob.size) == ("cells.tif", "image/tiff", len(CONTENT))
            assert await blob.read() == CONTENT
            assert await blob.read(5, 9) == CONTENT[5:9]
            assert file.tell() == 7


@asynchronous
async def test_a_file_is_read_no_further_than_it_is_wanted() -> None:
    file = Counting(CONTENT)
    async with connected(Interface({"give": lambda: file})) as (_, peer):
        blob = await peer.root.give()
        assert file.pieces == []
        async for piece in blob.pieces(1000):
            assert piece == CONTENT[:1000]
            break
        assert file.pieces == [1000]


@pytest.mark.parametrize("kind", [Socketlike, Later])
def test_what_cannot_be_moved_is_read_once(kind: type[Any]) -> None:
    @asynchronous
    async def test() -> None:
        async with connected(Interface({"give": lambda: kind(CONTENT)})) as (_, peer):
            blob = await peer.root.give()
            assert (blob.size, blob.name) == (None, "")
            assert b"".join([piece async for piece in blob]) == CONTENT
            with pytest.raises(RemoteError, match="can be read only once"):
                await blob.read()

    test()


@asynchronous
async def test_a_file_comes_home_as_itself_and_is_read_through_others() -> None:
    file = io.BytesIO(CONTENT)
    root = Interface({"give": lambda: file, "mine": lambda given: given is file})
    async with connected(root) as (_, first):
        blob = await first.root.give()
        assert await first.root.mine(blob) is True

        async def size(given: Blob) -> int:
            return len(await given.read())

        async with connected(Interface({"size": size})) as (_, second):
            assert await second.root.size(blob) == len(CONTENT)


@asynchronous
async def test_a_named_temporary_file_is_a_file() -> None:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(b"a,b")
        async with connected(Interface({"give": lambda: file})) as (_, peer):
            blob = await peer.root.give()
            assert (blob.mime, await blob.read()) == ("text/csv", b"a,b")
            assert blob.name == Path(file.name).name


@asynchronous
async def test_files_of_text_are_refused() -> None:
    async with connected(Interface({})) as (_, peer):
        with pytest.raises(TypeError, match="open it in binary mode"):
            peer.root.take(io.StringIO("a"))


@asynchronous
async def test_a_file_gives_pieces_and_nothing_else() -> None:
    file = ExportedFile(io.BytesIO(b"abc"))
    for wrong in ((-1, 1), (0, -1), (True, 1), ("0", 1), (0.5, 1)):
        with pytest.raises(ValueError, match="A piece of a file"):
            await file.invoke("read", wrong, {})
    with pytest.raises(AttributeError, match="A file has no method 'close'"):
        await file.invoke("close", (), {})
    assert await file.invoke("read", (2, 10), {}) == b"c"
    assert await file.invoke("read", (3, 10), {}) == b""


@asynchronous
async def test_values_that_are_asked_for_at_once_come_one_after_the_other() -> None:
    async def numbers() -> Any:
        for number in range(5):
            await turns(2)
            yield number

    def texts() -> Any:
        yield "a"
        return "the end"

    async with connected(Interface({"numbers": numbers, "texts": texts})) as (_, peer):
        iterator = await peer.root.numbers()
        assert await asyncio.gather(*[anext(iterator) for _ in range(5)]) == [0, 1, 2, 3, 4]
        iterator = await peer.root.texts()
        assert await iterator["next"]() == {"done": False, "value": "a"}
        assert await iterator["next"]() == {"done": True, "value": "the end"}


@asynchronous
async def test_an_object_that_is_iterated_over_by_async_for_is_pulled() -> None:
    class Source:
        async def __aiter__(self) -> Any:
            yield 1
            yield 2

    async with connected(Interface({"give": Source})) as (_, peer):
        assert [each async for each in await peer.root.give()] == [1, 2]
