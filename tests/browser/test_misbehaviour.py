"""Plugins that loop, raise, eat, flood or fall silent leave the page, their inputs and other plugins as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError

from .harness.app import App
from .harness.pictures import pictures
from .harness.static_site import Faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from .harness.static_site import StaticSite

#: How long the page may take to answer a person while a plugin misbehaves, on a busy machine too: what hangs does so
#: for longer.
PATIENCE = 15.0


@pytest.fixture
def desk(shared_app: App) -> Iterator[App]:
    """The app with an image open and a well-behaved neighbour; both have to be there afterwards."""
    app = shared_app
    if app.state("state.windows.length") == 0:
        app.drop("input.png", pictures()["PNG of 16 bits"].content)
        app.until("state.windows.length === 1")
    echo = app.plugin("echo.py")
    body = "const p = await coverslip.api.getPlugin({src: args[0]}); return p.same({value: args[1]});"
    assert app.call(body, echo, "before") == "before"
    app.call("globalThis.neighbour = await coverslip.api.getPlugin({src: args[0]});", echo)
    yield app
    assert app.state("state.windows[0].layers[0].source.shape.join()") == "60,80", "the input is kept"
    assert app.call("return neighbour.same({value: 'after'});") == "after", "another plugin is untouched"
    app.dismiss_notices()


def start(app: App, file: str, op: str, **values: object) -> str:
    """Begin a run and wait until the plugin is at it; gives the plugin's address."""
    source = app.plugin(file)
    app.begin(source, op, values)
    app.until(f"{app.begun}.length > 0 && state.plugins.find((p) => p.id === '{source}').state.kind === 'running'")
    return source


def stop(app: App, title: str) -> None:
    """Press the stop button that the running op has; the page has to take it at once."""
    app.button(f"Stop {title}").click(timeout=PATIENCE * 1000)
    assert app.last_run("stopped", "failed", "done", title=title)["state"] == "stopped"


def works_again(app: App, source: str, op: str, **values: object) -> object:
    """Call an op of the plugin that misbehaved."""
    return app.call("return coverslip.api.call({src: args[0]}, args[1], args[2]);", source, op, values)


def works_in_the_end(app: App, source: str, op: str) -> object:
    """Call an op of a plugin that may just be losing its connection for what it sent, and then starts afresh."""
    try:
        return works_again(app, source, op)
    except PlaywrightError as error:
        if "PeerClosed" not in str(error):
            raise
    return works_again(app, source, op)


def test_a_loop_is_stopped_and_the_plugin_goes_on(desk: App) -> None:
    source = start(desk, "loops.py", "spin")
    assert desk.call("return neighbour.same({value: 1});") == 1, "others run meanwhile"
    stop(desk, "Spin")
    assert works_again(desk, source, "spin", turns=10) == 10


def test_a_loop_that_takes_no_interrupt_ends_with_its_sandbox(desk: App) -> None:
    source = start(desk, "stubborn.py", "resist")
    stop(desk, "Resist")
    assert works_again(desk, source, "resist", forever=False) == "done"


def test_an_error_is_told_with_its_traceback_folded_away(desk: App) -> None:
    source = desk.plugin("fails.py")
    desk.page.get_by_role("button", name="Fail", exact=True).first.click()
    desk.run()
    run = desk.last_run("failed", "done", title="Fail")
    assert run["error"]["message"] == "the stain is missing"
    assert "ValueError" in run["error"]["title"]
    assert "raise ValueError(reason)" in run["error"]["details"]
    desk.page.get_by_text("the stain is missing").first.wait_for()
    assert source in desk.state("state.plugins.filter((p) => p.state.kind !== 'failed').map((p) => p.id)")


def test_a_plugin_that_takes_all_memory_ends_and_starts_again(desk: App) -> None:
    source = desk.plugin("hungry.py")
    desk.begin(source, "eat", {})
    run = desk.last_run("failed", title="Eat", timeout=120)
    assert run["error"]["message"] != ""
    desk.call("const s = coverslip.workspace; return s.state.plugins.length;")
    desk.page.get_by_role("button", name="More about Hungry").click(timeout=PATIENCE * 1000)
    desk.page.get_by_role("menuitem", name="Restart").click()
    desk.until(f"state.plugins.find((p) => p.id === '{source}').state.kind === 'ready'")
    assert works_again(desk, source, "eat", blocks=1) == 1


def test_a_plugin_whose_interpreter_breaks_is_told_of_and_starts_again(desk: App) -> None:
    source = desk.plugin("crashes.py")
    desk.begin(source, "crash", {})
    assert desk.last_run("failed", title="Crash")["error"]["message"] != ""
    assert works_again(desk, source, "crash", really=False) == "whole"


def test_a_flood_of_messages_leaves_the_page_answering(desk: App) -> None:
    source = desk.plugin("floods.py")
    desk.begin(source, "flood", {"messages": 20000})
    longest = desk.call(
        """
        let longest = 0, last = performance.now();
        const plugin = () => coverslip.workspace.state.plugins.find((each) => each.id === args[0]);
        const running = () => ['starting', 'running'].includes(plugin()?.state.kind);
        const begun = performance.now();
        while (performance.now() - begun < 500 || (running() && performance.now() - begun < 60000)) {
          await new Promise((done) => setTimeout(done, 0));
          longest = Math.max(longest, performance.now() - last);
          last = performance.now();
        }
        return longest;
        """,
        source,
    )
    assert longest < PATIENCE * 1000, "the page is never busy for longer"
    desk.last_run("done", "failed", title="Flood")
    assert desk.state("state.log.length") <= 5000, "the log has an end"


@pytest.mark.parametrize(("op", "title", "value"), [("wait", "Wait", "forever"), ("leave", "Leave", "really")])
def test_a_plugin_that_never_answers_can_be_stopped(desk: App, op: str, title: str, value: str) -> None:
    source = start(desk, "silent.py", op)
    stop(desk, title)
    assert works_again(desk, source, op, **{value: False}) in ("done", "stayed")


FRAMES = {
    "no frame": "no frame",
    "no JSON": '{"t":"ok"',
    "an unknown message": '{"t":"eval","id":1}',
    "an answer that nobody waits for": '{"t":"ok","id":987654,"v":null}',
    "a call of Object's constructor": '{"t":"call","id":7001,"obj":0,"fn":"constructor","args":["x"],"kw":{}}',
    "a call of an object that isn't there": '{"t":"call","id":7002,"obj":4711,"fn":"","args":[],"kw":{}}',
    "a prototype": '{"t":"call","id":7003,"obj":0,"fn":"echo","args":[{"__proto__":{"stolen":1}}],"kw":{}}',
    "deep nesting": '{"t":"call","id":7004,"obj":0,"fn":"echo","args":' + "[" * 5000 + "]" * 5000 + ',"kw":{}}',
    "an attachment that isn't there": '{"t":"ok","id":1,"v":{"$":"bytes","b":9}}',
    "a farewell": '{"t":"bye","reason":"<img src=x onerror=alert(1)>"}',
}


@pytest.mark.parametrize("frame", list(FRAMES))
def test_a_message_that_no_peer_sends_hurts_nobody_else(desk: App, frame: str) -> None:
    source = desk.plugin("hostile_frames.py")
    desk.begin(source, "send", {"header": FRAMES[frame], "times": 3})
    desk.until(f"{desk.begun}.length > 0")
    # Whether it is cut off or only refused, the person can end it, and it starts afresh.
    desk.call(
        "for (const run of coverslip.workspace.state.runs) document.querySelector('cs-app').actions.stopRun(run.id);"
    )
    desk.last_run("stopped", "failed", title="Send")
    assert int(str(works_in_the_end(desk, source, "send"))) >= 1
    assert desk.call("return [{}.stolen ?? null, document.querySelector('img[src=x]')];") == [None, None]


def test_without_isolation_a_loop_ends_with_its_sandbox(chromium: Browser, site: StaticSite) -> None:
    # A host without headers, and a browser that got no service worker.
    site.faults["sw.js"] = Faults(status=404)
    context = chromium.new_context()
    app = App.visit(context.new_page(), site, isolated=False)
    assert not app.state("state.status.isolated")
    source = start(app, "loops.py", "spin")
    stop(app, "Spin")
    assert works_again(app, source, "spin", turns=10) == 10
    context.close()
