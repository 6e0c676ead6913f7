"""ImJoy's plugins in Python: their forms, arrays from and to plugins in JavaScript, errors with lines, stopping."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .harness.app import App


@pytest.fixture(scope="module")
def python(shared_app: App) -> str:
    return shared_app.plugin("python.imjoy.html")


def test_the_form_runs_it_with_its_context(shared_app: App, python: str) -> None:
    body = """
        const image = new coverslip.NDArray(new Float32Array([1, 2, 3, 4]), [2, 2], 'float32', {kind: 'image'});
        const {sigma, invert, scaled, name} = await coverslip.api.run(args[0], {sigma: 3, image});
        return [sigma, invert, [...scaled.data], name];
    """
    assert shared_app.call(body, python) == [3, False, [3, 6, 9, 12], "Python worker"]
    ops = shared_app.state(f"JSON.parse(JSON.stringify(state.plugins.find(({{id}}) => id === '{python}').ops))")
    assert [(p["name"], p["type"]["kind"], p["default"]) for op in ops for p in op["params"]] == [
        ("image", "image", None),
        ("sigma", "number", 2),
        ("invert", "boolean", False),
    ]


def test_javascript_and_python_compose(shared_app: App, python: str) -> None:
    composer = shared_app.plugin("composes.imjoy.html")
    assert shared_app.call("return coverslip.api.call(args[0], 'both', args[1])", composer, python) == [
        [2, 4, 6, 8], [3, 6, 9, 12], [2, 4], 2, [5, 10, 15, 20], False, "function",
    ]  # fmt: skip


def test_an_error_names_the_line_of_the_file(shared_app: App, python: str) -> None:
    body = "try { await coverslip.api.call(args[0], 'fail') } catch (e) { return [e.name, e.message, e.traceback] }"
    name, message, traceback = shared_app.call(body, python)
    assert (name, message) == ("ValueError", "this is line 42")
    assert 'File "python.imjoy.html", line 42, in fail' in traceback
    assert 'raise ValueError("this is line 42")' in traceback


def test_one_that_loops_is_stopped(shared_app: App, python: str) -> None:
    body = """
        globalThis.stop = new AbortController();
        globalThis.ended = coverslip.api.call(args[0], 'loop', {signal: stop.signal}).catch((error) => error.name);
        return 0;
    """
    shared_app.call(body, python)
    shared_app.until(f"state.plugins.find(({{id}}) => id === '{python}').state.kind === 'running'")
    body = """
        stop.abort();
        const name = await ended;
        const scaled = await coverslip.api.call(args[0], 'scale', new coverslip.NDArray(new Uint8Array([4]), [1]));
        return [name, [...scaled.data]];
    """
    assert shared_app.call(body, python) == ["Cancelled", [8]]
