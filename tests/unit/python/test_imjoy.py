"""ImJoy's plugins in Python, between a host and the runtime: scripts, exports, contexts, answers, life cycle."""

from __future__ import annotations

import asyncio
import sys
from contextlib import asynccontextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

import imjoy
import imjoy_rpc
import numpy as np
import pytest
from coverslip import Image, NotAvailable, RemoteError, api
from coverslip.rpc import Peer, memory_pair
from coverslip.rpc.answer import Answer
from coverslip.rpc.record import Record
from coverslip.runtime import Runtime

from tests.unit.python.asynchronous import asynchronous, turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CLASS = """
from imjoy import api
class ImJoyPlugin():
    async def setup(self):
        self.name = await api.echo("set up")
    async def run(self, ctx):
        image = ctx.data.get("image")
        return [self.name, ctx.config.sigma, ctx["config"]["sigma"], ctx.data.get("x"), type(image).__name__]
    def fail(self):
        raise ValueError("no")
    def _hidden(self):
        pass
api.export(ImJoyPlugin())
"""


class Host:
    """What the page offers to a plugin."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def log(self, text: str, level: str = "info") -> None:
        self.lines.append(f"{level}: {text}")

    def echo(self, value: Any) -> Any:
        return value

    def fail(self) -> None:
        raise ValueError("the host said no")


@asynccontextmanager
async def host() -> AsyncIterator[Any]:
    a, b = memory_pair()
    told = Host()
    runtime, peer = Runtime(a), Peer(b, _root(told))

    class Page:
        lines = told.lines
        root = peer.root
        closed = peer.closed

        @staticmethod
        async def load(*scripts: str, line: int = 1, **more: Any) -> list[str]:
            plugin = {
                "source": "\n" * (line - 1) + "\n".join(scripts),
                "fileName": "A plugin.imjoy.html",
                "scripts": [{"text": text, "line": line} for text in scripts],
                "libraries": [],
                "dependencies": [],
                "constants": {"TAG": "GPU", "WORKSPACE": "default"},
                **more,
            }
            return list((await peer.root.load_imjoy(plugin))["methods"])

        @staticmethod
        async def run(method: str, *args: Any, **kwargs: Any) -> Any:
            return await peer.root.run(method, list(args), kwargs)

    try:
        yield Page
    finally:
        peer.close()
        await runtime.peer.closed
        api.connect(None)
        sys.modules.pop("A_plugin", None)


def _root(told: Host) -> Any:
    from coverslip.rpc import Interface

    async def sleep(seconds: float) -> float:
        return seconds

    return Interface({"log": told.log, "echo": told.echo, "fail": told.fail, "utils.sleep": sleep}, "Host")


def test_the_api_has_the_names_that_imjoys_files_import() -> None:
    assert imjoy.api is api
    assert imjoy_rpc.api is api


@asynchronous
async def test_a_class_is_set_up_and_run_with_a_context_of_attributes_and_items() -> None:
    async with host() as page:
        methods = await page.load(CLASS)
        assert {"setup", "run", "fail", "on", "off", "emit", "close"} == set(methods)
        image = Image(np.zeros((2, 2)))
        context = {"config": {"sigma": 2}, "data": {"x": [1], "image": image}, "name": "A", "type": "A"}
        assert await page.run("run", context) == ["set up", 2, 2, [1], "ndarray"]


@asynchronous
async def test_a_dict_of_functions_and_an_old_file_without_an_import() -> None:
    async with host() as page:
        methods = await page.load(
            "def run(ctx): return ctx.data\napi.export({'run': run, 'setup': lambda: None, 'n': 3})"
        )
        assert "n" not in methods
        assert await page.run("run", {"data": {"a": 1}}) == {"a": 1}


@asynchronous
async def test_scripts_share_their_names_and_may_await() -> None:
    async with host() as page:
        await page.load("value = await api.echo(41)", "value += 1\napi.export({'run': lambda ctx: value})")
        assert await page.run("run", {}) == 42


@asynchronous
async def test_it_may_export_itself_later() -> None:
    async with host() as page:
        source = """
import asyncio
async def later():
    await api.echo(1)
    api.export({'run': lambda ctx: 'late'})
task = asyncio.ensure_future(later())
"""
        assert "run" in await page.load(source)


@asynchronous
async def test_one_that_exports_nothing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coverslip.imjoy_plugin.EXPORT_SECONDS", 0.01)
    async with host() as page:
        with pytest.raises(RemoteError, match=r"never called api\.export"):
            await page.load("x = 1")


@asynchronous
async def test_a_class_that_was_not_made_into_an_object_is_refused() -> None:
    async with host() as page:
        with pytest.raises(RemoteError, match=r"api\.export\(P\(\)\)"):
            await page.load("class P:\n  def run(self, ctx): pass\napi.export(P)")


@asynchronous
async def test_errors_name_the_lines_of_the_file() -> None:
    async with host() as page:
        await page.load(CLASS, line=10)
        with pytest.raises(RemoteError) as caught:
            await page.run("fail")
        assert 'File "A plugin.imjoy.html", line 19, in fail' in caught.value.traceback
        assert 'raise ValueError("no")' in caught.value.traceback
        with pytest.raises(RemoteError) as caught:
            await page.load("def run(:\n", line=5)
        assert "line 5" in caught.value.traceback


@asynchronous
async def test_named_arguments_come_as_imjoy_writes_them() -> None:
    async with host() as page:
        await page.load("def run(a, b=2, **more): return [a, b, more]\napi.export({'run': run})")
        assert await page.run("run", 1, {"b": 3, "_rkwargs": True}) == [1, 3, {}]
        assert await page.run("run", 1, {"b": 3}) == [1, {"b": 3}, {}]
        assert await page.run("run", 1, c=4) == [1, 2, {"c": 4}]


@asynchronous
async def test_constants_and_namespaces_stand_on_the_api() -> None:
    async with host() as page:
        await page.load("api.export({'run': lambda ctx: [api.TAG, api.WORKSPACE, api.ENGINE_URL]})")
        assert await page.run("run", {}) == ["GPU", "default", ""]
        assert await api.utils.sleep(0.5) == 0.5
        assert await api.utils["sleep"](1) == 1
        assert api.utils.ndarray([1, 2]) == [1, 2]
        with pytest.raises(RemoteError, match="no method"):
            await api.fs.readFile("x")


@asynchronous
async def test_answers_can_be_taken_by_callbacks() -> None:
    async with host() as page:
        await page.load("api.export({'run': lambda ctx: 1})")
        seen: list[Any] = []

        async def slow(value: Any) -> Any:
            return value * 2

        assert await api.echo(3).then(slow).then(lambda value: value + 1) == 7
        api.fail().then(seen.append).catch(lambda error: seen.append(str(error)))
        await turns(20)
        assert seen == ["ValueError: the host said no"]
        assert isinstance(api.echo(1), Answer)
        with pytest.raises(RemoteError):
            await api.fail().then(seen.append)
        pending = api.echo(1)
        chained = pending.then(seen.append)
        pending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await chained


@asynchronous
async def test_events_and_closing() -> None:
    async with host() as page:
        source = """
class P:
    def run(self, ctx):
        self.emit('ran', 5)
    def exit(self):
        api.log('bye')
api.export(P())
"""
        await page.load(source)
        seen: list[Any] = []
        await page.run("on", "ran", seen.append)
        await page.run("run", {})
        await turns(20)
        assert seen == [5]
        await page.run("on", "ran", lambda value: seen.append(value + 1), True)
        await turns(20)
        assert seen == [5, 6]
        await page.run("off", "ran")
        await page.run("run", {})
        await page.root.leave()
        await turns(20)
        assert seen == [5, 6]
        assert "info: bye" in page.lines
        page.root.run("close", [], {}).add_done_callback(lambda done: done.exception())
        assert "closed itself" in await page.closed


@asynchronous
async def test_an_early_pyodides_js_import_is_answered() -> None:
    async with host() as page:
        with pytest.raises(RemoteError, match=r"requirements.*from js import"):
            await page.load("d3 = js_import('d3')\napi.export({})")


@asynchronous
async def test_a_page_that_python_has_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "js", ModuleType("js"))
    async with host() as page:
        with pytest.raises(RemoteError, match=r"'document'.*createWindow"):
            await page.load("from js import document\napi.export({})")


def test_a_record_is_a_dict_with_attributes() -> None:
    record = Record({"a": 1, "items": 2})
    record.b = 3
    assert (record.a, record["items"], record.b) == (1, 2, 3)
    assert dict(record) == {"a": 1, "items": 2, "b": 3}
    del record.a
    with pytest.raises(AttributeError, match="There is no 'a'; there is items, b"):
        _ = record.a
    assert not hasattr(record, "a")


def test_codecs_that_imjoy_had_to_be_told_of_are_always_there() -> None:
    imjoy_rpc.register_default_codecs()
    assert imjoy_rpc.api is imjoy.api is api


def test_without_the_app_its_functions_say_so() -> None:
    with pytest.raises(NotAvailable, match=r"api\.utils\.sleep needs the app"):
        api.utils.sleep(1)
    assert api.ENGINE_URL == ""
