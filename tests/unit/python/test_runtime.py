"""Python in a sandbox, without the sandbox: the host on one end of a pair in memory, the runtime on the other."""

from __future__ import annotations

import asyncio
import importlib
import os
import random
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import Cancelled, Image, Labels, RemoteError, Table, api, runtime
from coverslip.rpc import Interface, Peer, PeerPort, memory_pair
from coverslip.runtime import Runtime

from tests.unit.python.asynchronous import asynchronous, turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

HEAD = "import asyncio\nimport numpy as np\nfrom coverslip import *\n"
PIXELS = np.arange(6, dtype=np.uint8).reshape(2, 3)


class Host:
    """What the page offers to a plugin."""

    def __init__(self) -> None:
        self.lines: list[tuple[str, str]] = []
        self.windows: list[dict[str, Any]] = []

    def log(self, text: str, level: str) -> None:
        self.lines.append((level, text))

    def createWindow(self, window: dict[str, Any]) -> str:  # noqa: N802 (the api's name)
        self.windows.append(window)
        return "1"

    def echo(self, value: Any) -> Any:
        return value


class Page:
    """The host's side of a sandbox."""

    def __init__(self, runtime: Runtime, peer: Peer, host: Host) -> None:
        self.runtime, self.peer, self.host = runtime, peer, host

    async def load(self, source: str) -> Any:
        return await self.peer.root.load(HEAD + source, "a_plugin.py", {"dependencies": ["numpy"]})

    async def run(self, op: str, *args: Any, **kwargs: Any) -> Any:
        return await self.peer.root.run(op, list(args), kwargs)


@asynccontextmanager
async def page() -> AsyncIterator[Page]:
    a, b = memory_pair()
    host = Host()
    runtime, peer = Runtime(a), Peer(b, host)
    try:
        yield Page(runtime, peer, host)
    finally:
        peer.close()
        await runtime.peer.closed
        api.connect(None)
        sys.modules.pop("a_plugin", None)


@asynchronous
async def test_a_plugin_is_loaded_described_and_run() -> None:
    async with page() as p:
        loaded = await p.load("@op\ndef invert(image: Image) -> Image:\n  return 255 - image\n")
        assert [each["name"] for each in loaded["ops"]] == ["invert"]
        assert loaded["exports"] == []
        result = await p.run("invert", Image(PIXELS, scale=(1, 2), unit="µm"))
        assert type(result) is Image
        assert result.scale == (1.0, 2.0)
        np.testing.assert_array_equal(result, 255 - PIXELS)


@asynchronous
async def test_what_a_job_is_given_is_looked_at_before_it_is_handed_in() -> None:
    source = (
        "def enough(image: Image) -> None:\n    if np.asarray(image).size < 100: raise ValueError('too few pixels')\n"
        "@op(check=enough)\ndef train(image: Image, steps: int = 3) -> int: return steps"
    )
    async with page() as the:
        (described,) = (await the.load(source))["ops"]
        assert described["check"] == "enough"
        assert await the.run("enough", image=np.zeros((10, 10)), steps=5) is None
        with pytest.raises(RemoteError, match="too few pixels"):
            await the.run("enough", image=PIXELS, steps=5)


@asynchronous
async def test_several_results_come_as_a_list() -> None:
    async with page() as p:
        await p.load(
            "@op\nasync def count(image: Image) -> tuple[Labels, Table, File]:\n"
            "  return image > 2, [{'a': 1}], File('a.txt', b'abc')\n"
        )
        labels, table, file = await p.run("count", image=PIXELS)
        assert type(labels) is Labels
        assert table == Table([{"a": 1}])
        assert (file.name, await file.read()) == ("a.txt", b"abc")


@asynchronous
async def test_progress_comes_before_the_result() -> None:
    async with page() as p:
        await p.load("@op\nasync def work():\n  for i in range(3):\n    await progress(i / 2, str(i))\n")
        told: list[Any] = []
        await p.peer.root.run.with_options(on_progress=told.append)("work", [], {})
        assert told == [{"fraction": i / 2, "text": str(i)} for i in range(3)]


@asynchronous
async def test_what_is_printed_is_in_the_log_before_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    async with page() as p:
        monkeypatch.setattr(sys, "stdout", p.runtime.stdout)
        monkeypatch.setattr(sys, "stderr", p.runtime.stderr)
        await p.load(
            "import sys\n@op\ndef talk():\n  print('out')\n  print('no end', end='')\n  print('err', file=sys.stderr)\n"
        )
        await p.run("talk")
        assert p.host.lines == [("info", "out\nno end"), ("warning", "err")]


@asynchronous
async def test_errors_keep_type_message_and_the_plugins_own_lines() -> None:
    async with page() as p:
        await p.load("@op\ndef fail(x: float = 1):\n  raise ValueError(f'x is {x}')\n")
        with pytest.raises(RemoteError) as caught:
            await p.run("fail")
        error = caught.value
        assert (error.type, error.message) == ("ValueError", "x is 1")
        assert 'File "a_plugin.py", line 6, in fail' in error.traceback
        assert "coverslip" not in error.traceback
        with pytest.raises(RemoteError, match="takes no argument 'y'"):
            await p.run("fail", y=1)


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("def broken(:\n", "SyntaxError", "invalid syntax"),
        ("import absent_module\n", "ModuleNotFoundError", "add 'absent-module' to `dependencies`"),
        ("x = 1\n", "PluginError", "a_plugin.py has no op"),
        ("import sys\nsys.exit()\n", "SystemExit", "The code called sys.exit()"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_says_why(source: str, kind: str, message: str) -> None:
    @asynchronous
    async def test() -> None:
        async with page() as p:
            with pytest.raises(RemoteError) as caught:
                await p.load(source)
            assert caught.value.type == kind
            assert message in caught.value.message
            await p.load("@op\ndef fine(): return 1\n")
            assert await p.run("fine") == 1

    test()


@asynchronous
async def test_an_op_that_is_not_there_is_named() -> None:
    async with page() as p:
        with pytest.raises(RemoteError, match="No plugin has been loaded here yet"):
            await p.run("count")
        await p.load("@op\ndef count(): ...\n")
        with pytest.raises(RemoteError, match=r"has no op 'coutn'. Did you mean 'count'\?"):
            await p.run("coutn")


@asynchronous
async def test_a_run_is_stopped_by_its_caller() -> None:
    async with page() as p:
        await p.load(
            "@op\nasync def wait():\n  await progress(0, 'here')\n  await asyncio.sleep(1000)\n"
            "@op\ndef fine(): return 1\n"
        )
        here = asyncio.Event()
        call = p.peer.root.run.with_options(on_progress=lambda _: here.set())("wait", [], {})
        await here.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert await p.run("fine") == 1


@asynchronous
async def test_an_interrupted_op_is_a_cancelled_call() -> None:
    async with page() as p:
        await p.load("@op\ndef loop():\n  raise KeyboardInterrupt\n@op\ndef fine(): return 1\n")
        with pytest.raises(Cancelled, match="The run was stopped"):
            await p.run("loop")
        assert await p.run("fine") == 1


@asynchronous
async def test_ops_run_side_by_side_each_with_its_own_progress() -> None:
    async with page() as p:
        await p.load(
            "@op\nasync def work(n: int):\n  for i in range(3):\n    await progress(i / 2, f'{n}.{i}')\n  return n\n"
        )
        told: dict[int, list[str]] = {0: [], 1: []}

        def run(n: int) -> asyncio.Future[Any]:
            method = p.peer.root.run.with_options(on_progress=lambda value: told[n].append(value["text"]))
            answer: asyncio.Future[Any] = method("work", [n], {})
            return answer

        answers: list[int] = await asyncio.gather(run(0), run(1))
        assert answers == [0, 1]
        assert told == {0: ["0.0", "0.1", "0.2"], 1: ["1.0", "1.1", "1.2"]}


@asynchronous
async def test_a_plugin_calls_the_api() -> None:
    async with page() as p:
        await p.load("from coverslip import api\n@op\nasync def ask(x: int):\n  return await api.echo([x, 'a'])\n")
        assert await p.run("ask", 3) == [3, "a"]


@asynchronous
async def test_exported_methods_can_be_run() -> None:
    async with page() as p:
        loaded = await p.load("class P:\n  async def run(self, x): return x + 1\napi.export(P())\n")
        assert loaded == {"ops": [], "exports": ["run"]}
        assert await p.run("run", 1) == 2


@asynchronous
async def test_another_plugin_calls_ops_over_a_port_of_its_own() -> None:
    async with page() as p:
        await p.load("@op\nasync def double(x: float) -> float:\n  await progress(0.5)\n  return 2 * x\n")
        here, there = memory_pair()
        await p.peer.root.connect(PeerPort(here, "a plugin"))
        other = Peer(there)
        told: list[Any] = []
        assert await other.root.double.with_options(on_progress=told.append)(x=4) == 8
        assert told == [{"fraction": 0.5, "text": ""}]
        with pytest.raises(RemoteError, match="takes no argument 'y'"):
            await other.root.double(y=4)
        with pytest.raises(RemoteError, match="has no method 'load'"):
            await other.root["load"]("", "", {})
        other.close()
        await turns()


@asynchronous
async def test_a_figure_left_open_gets_a_window() -> None:
    async with page() as p:
        await p.load("import matplotlib.pyplot as plt\n@op\ndef draw():\n  plt.plot([1, 2])\n  plt.title('Line')\n")
        await p.run("draw")
        await turns()
        assert [(each["type"], each["name"]) for each in p.host.windows] == [("figure", "Line")]


@asynchronous
async def test_a_figure_that_gets_no_window_is_mentioned() -> None:
    a, b = memory_pair()
    runtime = Runtime(a)
    lines: list[str] = []
    host = Interface({"log": lambda text, level: lines.append(f"{level}: {text}")})
    peer = Peer(b, host)
    try:
        await peer.root.load(
            "import matplotlib.pyplot as plt\nfrom coverslip import op\n@op\ndef draw():\n  plt.plot([1])\n",
            "a_plugin.py",
            {},
        )
        await peer.root.run("draw", [], {})
        await turns(20)
        assert lines == ["warning: A figure was drawn but not returned, so it is not shown: return it from the op."]
    finally:
        peer.close()
        await runtime.peer.closed
        api.connect(None)


def test_without_an_app_the_api_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    api.log("a", 1)
    assert capsys.readouterr().err == "a 1\n"
    with pytest.raises(RuntimeError, match=r"api\.getPlugin needs the app"):
        api.getPlugin("Count")


def test_a_woken_sandbox_draws_other_numbers_than_the_memory_it_came_from_would() -> None:
    random.seed(7)
    expected = [random.random() for _ in range(3)]
    random.seed(7)
    runtime.wake()
    assert [random.random() for _ in range(3)] != expected


def test_a_woken_sandbox_finds_files_that_came_after_it_had_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("came_later")
    moment = tmp_path.stat()
    (tmp_path / "came_later.py").write_text("value = 3")
    os.utime(tmp_path, ns=(moment.st_atime_ns, moment.st_mtime_ns))
    runtime.wake()
    assert importlib.import_module("came_later").value == 3
