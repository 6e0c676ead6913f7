"""Native plugins: called in processes of their own, which may do what they like."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import Image, RemoteError
from coverslip.plugin import load_plugin
from coverslip.rpc.describe_error import describe_error
from coverslip.running import run_op
from coverslip_engine.errors import LimitExceeded, NotFound, ProcessCrashed
from coverslip_engine.executors import Limits
from coverslip_engine.options import EngineOptions

from tests.engine.local_engine import all_gone, ended, local_engine
from tests.engine.servers import connected, serving
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from pathlib import Path

    from coverslip_engine.engine import Engine
    from coverslip_engine.environments import EnvironmentCache

    from tests.engine.local_engine import OpenEngine

SMOOTH = '''# /// script
# dependencies = ["coverslip", "numpy==2.4.3"]
# [tool.coverslip]
# name = "Smooth"
# version = "2.1"
# ///
import numpy as np
from coverslip import Image, Table, op, progress

@op(title="Smooth")
async def smooth(image: Image, sigma: float = 2) -> tuple[Image, Table]:
    """Smooth the rows."""
    await progress(0.5, "Smoothing")
    kernel = np.exp(-np.arange(-8, 9) ** 2 / (2 * sigma**2))
    data = np.apply_along_axis(np.convolve, 1, np.asarray(image, float), kernel / kernel.sum(), "same")
    return Image(data.astype("float32"), like=image), Table({"row": np.arange(len(data)), "mean": data.mean(1)})
'''


@asynchronous
async def test_the_same_op_gives_the_same_natively_as_in_one_interpreter_with_its_caller(
    tmp_path: Path, environments: EnvironmentCache
) -> None:
    image = Image(np.random.default_rng(1).integers(0, 4000, (3, 40, 60), "uint16")[0], axes="YX", scale=(0.5, 0.5))
    told: list[Any] = []
    async with local_engine(tmp_path, environments) as engine:
        record = await engine.install(SMOOTH, owner="ann", filename="smooth.py")
        assert (record.name, record.version, record.kind, record.dependencies) == (
            "Smooth",
            "2.1",
            "python",
            ("numpy==2.4.3",),
        )
        assert [each["title"] for each in record.ops] == ["Smooth"]
        far, table = await engine.call(record.id, "smooth", [image], {"sigma": 3}, owner="ann", on_progress=told.append)
    near, near_table = await run_op(load_plugin(SMOOTH, "near.py").ops["smooth"], [image], {"sigma": 3}, print)
    np.testing.assert_array_equal(far.data, near.data)
    assert (far.axes, far.scale, far.unit, far.dtype) == (near.axes, near.scale, near.unit, np.dtype("float32"))
    assert table == near_table
    assert told == [{"fraction": 0.5, "text": "Smoothing"}]


@asynchronous
async def test_plugins_are_listed_kept_and_removed_with_their_environment(tmp_path: Path) -> None:
    from coverslip_engine.environments import EnvironmentCache

    own = EnvironmentCache(tmp_path / "environments")
    async with local_engine(tmp_path, own) as engine:
        source = SMOOTH.replace('"numpy==2.4.3"', "").replace("import numpy as np\n", "np = None\n")
        record = await engine.install(source, owner="ann")
        assert await engine.install(source, owner="bob") == record
        with pytest.raises(RemoteError, match=r"PluginError: plugin.py has no op"):
            await engine.install("# /// script\n# ///\n", owner="ann")
    async with local_engine(tmp_path, own) as engine:
        assert engine.plugins() == [record]
        assert [each.environment.id for each in await engine.holdings.environments()] == [record.environment]
        await engine.remove(record.id)
        assert (engine.plugins(), await engine.holdings.environments()) == ([], [])
        with pytest.raises(NotFound, match="install it first"):
            await engine.call(record.id, "smooth", owner="ann")


@asynchronous
async def test_errors_keep_the_lines_of_the_plugin_and_a_crash_is_told_and_mended(
    tmp_path: Path, open_engine: OpenEngine, hostile: str
) -> None:
    async with open_engine(tmp_path) as engine:
        plugin = (await engine.install(hostile, owner="ann", filename="hostile.py")).id
        with pytest.raises(RemoteError) as caught:
            await engine.call(plugin, "fail", ["sigma is -1"], owner="ann")
        assert (caught.value.type, caught.value.message) == ("ValueError", "sigma is -1")
        assert "raise ValueError(text)" in caught.value.traceback
        assert len(await engine.holdings.processes()) == 1
        said: list[tuple[str, str]] = []
        with pytest.raises(ProcessCrashed, match=r"Hostile crashed \(SIGABRT\)"):
            await engine.call(plugin, "abort", owner="ann", on_log=lambda *line: said.append(line))
        assert ("last words", "info") in said
        assert any("in abort" in text for text, level in said if level == "warning")
        assert await engine.holdings.processes() == []
        assert await engine.call(plugin, "add", [1], owner="ann") == 2
        # Another owner's process is another one.
        assert await engine.call(plugin, "add", [1], {"b": 4}, owner="bob") == 5
        assert len(await engine.holdings.processes()) == 2
        assert await engine.call(plugin, "ask", ["Who?"], owner="ann", host={"prompt": lambda text: text[::-1]}) == (
            "Who? ?ohW"
        )
        with pytest.raises(RemoteError, match="not connected"):
            await engine.call(plugin, "ask", ["Who?"], owner="ann")


TALKING = """# /// script
# ///
from coverslip import op, progress

@op
async def talk(about: str) -> None:
    print(about)
    await progress(0.5, about)
"""


@asynchronous
async def test_each_call_of_a_session_hears_of_itself(tmp_path: Path, open_engine: OpenEngine) -> None:
    async with (
        open_engine(tmp_path / "engine") as engine,
        serving(tmp_path / "server", engine) as (server, _),
        connected(server) as page,
    ):
        plugin = (await page.install(TALKING))["id"]
        for about in ("first", "second"):
            told: list[Any] = []
            await page["call"].with_options(on_progress=told.append)(plugin, "talk", [about])
            assert {"progress": {"fraction": 0.5, "text": about}} in told
            assert any(each.get("log", {}).get("text", "").strip() == about for each in told)


@asynchronous
async def test_a_crash_without_an_exception_tells_the_line_of_the_plugin(
    tmp_path: Path, environments: EnvironmentCache, hostile: str
) -> None:
    line = 1 + hostile[: hostile.index("    os.abort()")].count("\n")
    told = rf'Fatal Python error: Aborted\n(.*\n)*  File "hostile.py", line {line} in abort\n'
    async with local_engine(tmp_path, environments) as engine:
        plugin = (await engine.install(hostile, owner="ann", filename="hostile.py")).id
        with pytest.raises(ProcessCrashed) as crash:
            await engine.call(plugin, "abort", owner="ann")
        assert re.search(told, describe_error(crash.value)["traceback"])
        job = await ended(engine, engine.submit(plugin, "abort", owner="ann"))
    assert job.error is not None
    assert re.match(told, job.error["traceback"])


@asynchronous
async def test_what_is_no_text_reaches_the_log_as_text(tmp_path: Path, open_engine: OpenEngine, hostile: str) -> None:
    said: list[tuple[str, str]] = []
    async with open_engine(tmp_path) as engine:
        plugin = (await engine.install(hostile, owner="ann")).id
        await engine.call(plugin, "print_binary", owner="ann", on_log=lambda *line: said.append(line))
    lines = {(line, level) for text, level in said for line in text.split("\n")}
    # On a cluster it is told, too, where that is.
    lines = {(line, level) for line, level in lines if not line.startswith("Runs on the node ")}
    assert lines == {("\ufffd\ufffd\ufffd grain", "info"), ("from a child", "info"), ("a warning", "warning")}


async def stop(engine: Engine, plugin: str, op: str, *args: Any) -> None:
    """Call an op, and cancel the call once it has told of itself."""
    begun = asyncio.Event()
    call = asyncio.ensure_future(engine.call(plugin, op, args, owner="ann", on_progress=lambda _: begun.set()))
    done, _ = await asyncio.wait([call, asyncio.ensure_future(begun.wait())], return_when=asyncio.FIRST_COMPLETED)
    assert call not in done, call.exception()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


@asynchronous
async def test_a_stopped_op_is_interrupted_and_one_that_does_not_listen_is_ended_with_all_it_started(
    tmp_path: Path, open_engine: OpenEngine, hostile: str
) -> None:
    folder = tmp_path / "pids"
    folder.mkdir()
    async with open_engine(tmp_path / "engine") as engine:
        plugin = (await engine.install(hostile, owner="ann")).id
        await stop(engine, plugin, "never")
        # Interrupted: the process lives on.
        assert len(await engine.holdings.processes()) == 1
        await stop(engine, plugin, "deaf")
        assert await engine.holdings.processes() == []
        await stop(engine, plugin, "fork", str(folder))
        # The op ended, as it was asked to; what it started goes with its process.
        await engine.holdings.end_processes(plugin)
        pids = [int(each.read_text()) for each in folder.iterdir()]
        assert len(set(pids)) == 4
        assert await all_gone(pids)


@asynchronous
async def test_memory_and_processor_time_are_limited(tmp_path: Path, open_engine: OpenEngine, hostile: str) -> None:
    options = EngineOptions(limits=Limits(memory=200 * 2**20))
    async with open_engine(tmp_path / "memory", options) as engine:
        plugin = (await engine.install(hostile, owner="ann")).id
        with pytest.raises(RemoteError, match="MemoryError: There is not enough memory"):
            await engine.call(plugin, "take_at_once", owner="ann")
        with pytest.raises((LimitExceeded, RemoteError), match=r"may hold 200 MB|MemoryError"):
            await engine.call(plugin, "grow", owner="ann")
    async with open_engine(tmp_path / "cpu", EngineOptions(limits=Limits(cpu=2))) as engine:
        plugin = (await engine.install(hostile, owner="ann")).id
        with pytest.raises(LimitExceeded, match="may use 2 s"):
            await engine.call(plugin, "burn", owner="ann")
