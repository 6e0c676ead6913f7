"""ImJoy's plugins in JavaScript: their forms, what they export, arrays, callbacks, errors with lines, and stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .harness.app import App

LINE_OF_FAIL = 48


@pytest.fixture(scope="module")
def worker(shared_app: App) -> str:
    return shared_app.plugin("worker.imjoy.html")


def test_the_form_runs_it_with_its_context(shared_app: App, worker: str) -> None:
    ops = shared_app.until(
        f"state.plugins.find(({{id}}) => id === '{worker}').ops[0] && JSON.parse(JSON.stringify("
        f"state.plugins.find(({{id}}) => id === '{worker}').ops))"
    )
    assert [(op["name"], op["title"], [(p["name"], p["type"]["kind"]) for p in op["params"]]) for op in ops] == [
        ("run", "Worker", [("image", "image"), ("times", "number"), ("mode", "choice")])
    ]
    body = """
        const image = new coverslip.NDArray(new Float32Array([1, 2, 3, 4]), [2, 2]);
        return coverslip.api.run(args[0], {times: 3, image});
    """
    result = shared_app.call(body, worker)
    assert result == {
        "times": 3,
        "mode": "loud",
        "type": "Worker",
        "name": "Worker",
        "sum": 10,
        "calls": result["calls"],
    }


def test_what_it_exports_is_called_by_name(shared_app: App, worker: str) -> None:
    body = """
        const plugin = await coverslip.api.getPlugin(args[0]);
        const image = new coverslip.NDArray(new Uint16Array([1, 2, 3, 4, 5, 6]), [2, 3]);
        const scaled = await plugin.scale(image, 2);
        const told = [];
        const count = await plugin.each([1, 2, 3], (value) => { told.push(value); });
        return [await plugin.add(2, 3), await plugin.isStrict(), [...scaled.data], scaled.dtype, scaled.shape,
                told, count, '_hidden' in plugin, await coverslip.api.call(args[0], 'add', 'a', 'b')];
    """
    assert shared_app.call(body, worker) == [
        5, True, [2, 4, 6, 8, 10, 12], "uint16", [2, 3], [2, 4, 6], 3, False, "ab",
    ]  # fmt: skip


@pytest.mark.usefixtures("worker")
def test_its_log_and_its_console_are_the_apps(shared_app: App) -> None:
    shared_app.until("state.log.some(({text, source}) => source === 'Worker' && text === 'ready one')")
    shared_app.until("state.log.some(({text, level}) => level === 'warning' && text === 'set {\"up\":true}')")


def test_an_error_names_the_line_of_the_file(shared_app: App, worker: str) -> None:
    body = "try { await coverslip.api.call(args[0], 'fail') } catch (e) { return [e.name, e.message, e.traceback] }"
    name, message, traceback = shared_app.call(body, worker)
    assert name == "TypeError"
    assert "null" in message
    assert f"worker.imjoy.html:{LINE_OF_FAIL}:" in traceback
    assert "blob:" not in traceback


def test_a_syntax_error_names_the_line_of_the_file(shared_app: App) -> None:
    shared_app.plugin("broken_syntax.imjoy.html")
    error = shared_app.until("state.plugins.find(({header}) => header.name === 'Broken').state.error?.message")
    assert "broken_syntax.imjoy.html, line 8: " in error


def test_one_that_does_not_stop_is_ended_and_starts_again(shared_app: App, worker: str) -> None:
    body = """
        globalThis.stop = new AbortController();
        globalThis.ended = coverslip.api.call(args[0], 'forever', {signal: stop.signal}).catch((error) => error.name);
        return 0;
    """
    shared_app.call(body, worker)
    shared_app.until(f"state.plugins.find(({{id}}) => id === '{worker}').state.kind === 'running'")
    body = "stop.abort(); return [await ended, await coverslip.api.call(args[0], 'add', 1, 1)]"
    assert shared_app.call(body, worker) == ["Cancelled", 2]


def test_one_that_ends_itself_is_told_of_and_starts_again(shared_app: App, worker: str) -> None:
    body = """
        const name = await coverslip.api.call(args[0], 'vanish').catch((error) => error.name);
        return [name, await coverslip.api.call(args[0], 'add', 1, 1)];
    """
    assert shared_app.call(body, worker) == ["PeerClosed", 2]


def test_a_passive_one_need_not_export_anything(shared_app: App) -> None:
    source = (
        b'<config>{"name": "Passive", "type": "web-worker", "passive": true}</config><script>api.log("ran")</script>'
    )
    shared_app.install(shared_app.site.put("/people/passive.imjoy.html", source))
    shared_app.until("state.log.some(({source, text}) => source === 'Passive' && text === 'ran')")
    shared_app.until("state.plugins.find(({header}) => header.name === 'Passive').state.kind === 'ready'")
