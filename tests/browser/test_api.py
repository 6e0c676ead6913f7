"""The page's public API: plugins as objects, arrays of every dtype, errors, stopping, and plugins that use plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from .harness.app import App

DTYPES = [
    "bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
    "float16", "float32", "float64", "complex64", "complex128",
]  # fmt: skip
ROUND_TRIP = """
const [src, dtype, shape, bytes] = args;
const plugin = await coverslip.api.getPlugin({src});
const buffer = Uint8Array.from(bytes).buffer;
const back = await plugin.same({value: new coverslip.NDArray(buffer, shape, dtype)});
const {data} = back;
return {
  dtype: back.dtype, shape: [...back.shape],
  bytes: [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
  facts: await plugin.facts({value: back}),
};
"""


def address(app: App, file: str) -> str:
    return f"{app.site.origin}/plugins/{file}"


@pytest.fixture(scope="module")
def echo(shared_app: App) -> str:
    return shared_app.plugin("echo.py")


@pytest.mark.parametrize("dtype", DTYPES)
def test_an_array_goes_through_a_plugin_and_back(shared_app: App, echo: str, dtype: str) -> None:
    array = (np.arange(24).reshape(2, 3, 4) * 5 - 3).astype(dtype)
    told = shared_app.call(ROUND_TRIP, echo, dtype, list(array.shape), list(array.tobytes()))
    assert (told["dtype"], told["shape"], bytes(told["bytes"])) == (dtype, [2, 3, 4], array.tobytes())
    assert told["facts"][:2] == [dtype, "(2, 3, 4)"]
    assert told["facts"][2] == str(sum(array.ravel().tolist()))


def test_the_page_has_its_public_names(shared_app: App) -> None:
    assert shared_app.call(
        "await coverslip.ready; return [typeof coverslip.version, typeof coverslip.api.getPlugin,"
        " typeof coverslip.workspace.state, typeof coverslip.NDArray];"
    ) == ["string", "function", "object", "function"]


def test_several_results_come_as_a_list(shared_app: App, echo: str) -> None:
    body = "const p = await coverslip.api.getPlugin({src: args[0]}); return await p.several({value: 'x'});"
    assert shared_app.call(body, echo) == ["x", 42]


def test_an_error_keeps_its_class_and_the_traceback_of_the_plugin(shared_app: App) -> None:
    body = """
    const p = await coverslip.api.getPlugin({src: args[0]});
    try { await p.fail({reason: 'no cells'}); } catch (e) {
      return {name: e.name, type: e.type, message: e.message, traceback: e.traceback};
    }
    """
    error = shared_app.call(body, shared_app.plugin("fails.py"))
    assert (error["type"], error["message"]) == ("ValueError", "no cells")
    assert "fails.py" in error["traceback"]
    assert "raise ValueError(reason)" in error["traceback"], "the far source line is shown"
    assert "site-packages/coverslip" not in error["traceback"], "only the plugin's own frames"


def test_a_signal_stops_a_call(shared_app: App) -> None:
    body = """
    const p = await coverslip.api.getPlugin({src: args[0]});
    const stop = new AbortController();
    const call = p.walk({steps: 1000, seconds: 0.05}, {signal: stop.signal, onProgress: () => stop.abort()});
    try { await call; return 'finished'; } catch (error) { return error.name; }
    """
    assert shared_app.call(body, shared_app.plugin("steps.py")) in ("Cancelled", "AbortError")


def test_a_plugin_calls_another_with_an_array(shared_app: App, echo: str) -> None:
    body = """
    const [chain, src] = args;
    const p = await coverslip.api.getPlugin({src: chain});
    const data = Float32Array.from({length: 1e6}, (_, i) => i / 3);
    const back = await p.through({src, value: new coverslip.NDArray(data, [1000, 1000], 'float32')});
    return back.shape.join() + ' ' + back.data.every((value, i) => value === data[i]);
    """
    assert shared_app.call(body, shared_app.plugin("chain.py"), echo) == "1000,1000 true"


def test_an_error_crosses_two_plugins(shared_app: App) -> None:
    body = "const p = await coverslip.api.getPlugin({src: args[0]}); return await p.blame({src: args[1]});"
    told = shared_app.call(body, shared_app.plugin("chain.py"), shared_app.plugin("fails.py"))
    assert "ValueError" in told
    assert "from afar" in told


def test_a_plugin_may_not_skip_the_question(shared_app: App) -> None:
    stranger = shared_app.site.put("/people/bob/unknown.py", b"# never fetched before the person agrees\n")
    body = """
    const p = await coverslip.api.getPlugin({src: args[0]});
    p.through({src: args[1], value: 1}).catch(() => 0);
    """
    chain = shared_app.plugin("chain.py")
    shared_app.mark()
    shared_app.call(body, chain, stranger)
    shared_app.question(stranger)
    assert shared_app.site.requests["/people/bob/unknown.py"] == 0
    shared_app.button("No").click()
    shared_app.last_run("failed", title="Through")
    assert shared_app.state("state.questions.length") == 0
    assert shared_app.site.requests["/people/bob/unknown.py"] == 0
