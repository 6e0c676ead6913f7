"""The app and a real engine: connected by the link that it prints, with runs there and jobs that outlive the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .harness.app import App
from .harness.engine_program import engine
from .harness.process import wait_until
from .harness.small_models import twice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext

    from .harness.static_site import StaticSite

PLUGINS = Path(__file__).parent / "plugins"
PLUGIN = PLUGINS / "engine_ops.py"
NATIVE = PLUGINS / "native.imjoy.html"
NEEDY = PLUGINS / "needs_engine.py"
JOB = "state.jobs[0]?.job.state"
#: Environments are made, and both processes started, on a machine that may be busy.
SLOW = 300


def hold(app: App, file: Path) -> None:
    """Have a job begin that waits for a file, from the form."""
    app.call("document.querySelector('cs-app').actions.select(args[0], 'hold')", "file:engine_ops.py")
    app.page.get_by_label("Path").fill(str(file))
    app.page.get_by_label("Where to run").select_option(label=f"Engine {host(app)}, as a job")
    app.button("Run").click()
    app.until(f"{JOB} === 'running' && state.jobs[0].log.length > 0", SLOW)


def host(app: App) -> str:
    """The engine's host and port."""
    return str(app.state("new URL(state.engines[0].id).host"))


@pytest.fixture
def executor() -> list[str]:
    """Words of the command line that say where processes run; the tests of the cluster have others."""
    return []


@pytest.fixture
def page_of_engine(
    context: BrowserContext, site: StaticSite, dist: Path, tmp_path: Path, executor: list[str]
) -> Iterator[tuple[App, str]]:
    """The app as the engine's link opens it, with the plugin, and the link."""
    with engine(tmp_path / "data", dist, *executor) as link:
        app = App.follow(context.new_page(), site, link)
        app.until("state.engines[0]?.state === 'connected'")
        app.drop(PLUGIN.name, PLUGIN.read_bytes())
        app.accept_install()
        app.until("state.plugins.some((plugin) => plugin.id === 'file:engine_ops.py' && plugin.ops.length > 0)", SLOW)
        yield app, link


def test_an_engine_runs_ops_and_jobs_of_the_app(page_of_engine: tuple[App, str], tmp_path: Path) -> None:
    app, link = page_of_engine
    assert "token" not in app.page.url

    # The same op here and there.
    different = app.call(
        """
        const data = Float32Array.from({length: 64 * 48}, (_, i) => (i * 7919) % 1013);
        const image = () => new coverslip.NDArray(data.slice(), [64, 48]);
        const here = await coverslip.api.call({src: 'file:engine_ops.py'}, 'smooth', image());
        const engine = await coverslip.api.engines.connect(args[0]);
        const plugin = await engine.getPlugin({src: 'file:engine_ops.py'});
        const told = [];
        const there = await plugin.smooth(image(), {onProgress: ({text}) => told.push(text)});
        if (told.length === 0) return 'no progress came';
        if (String(here.shape) !== String(there.shape)) return `${here.shape} and ${there.shape}`;
        return here.data.findIndex((value, i) => value !== there.data[i]);
        """,
        link,
    )
    assert different == -1
    # A plugin that may use the engine gets it without a link, and none with one.
    assert "processors" in app.call("return coverslip.api.call({src: 'file:engine_ops.py'}, 'ask')")

    # A model that a job gave is loaded from there, and is kept for when the engine is away.
    run = """
        const model = await coverslip.api.models.load(args[0], {sha256: args[1], device: 'cpu'});
        const {y} = await model.run({x: new coverslip.NDArray(new Float32Array([1, 2, 3]), [1, 3])});
        await model.release();
        return [model.name, ...y.data];
    """
    given = app.call(
        """
        const engine = await coverslip.api.engines.connect(args[0]);
        const file = new File([Uint8Array.from(args[1])], 'my twice.onnx');
        const job = await engine.submit({plugin: 'file:engine_ops.py', op: 'give', args: [file]});
        return (await job.files())[0];
        """,
        link,
        list(twice()),
    )
    assert (given["name"], given["size"]) == ("my twice.onnx", len(twice()))
    assert app.call(run, given["url"], given["sha256"]) == ["my twice.onnx", 2, 4, 6]

    # A job that outlives the page.
    go_on = tmp_path / "go-on"
    hold(app, go_on)
    app.page.reload()
    app.wait_ready()
    app.until(f"state.engines[0]?.state === 'connected' && {JOB} === 'running'")
    assert app.until("state.jobs[0].curves[0]?.points.length === 5 && state.jobs[0].curves[0].name") == "loss"
    app.show_jobs()
    dialog = app.page.locator("cs-engines")
    dialog.get_by_role("img", name="loss: 0.2000").wait_for()
    picture = dialog.get_by_role("img", name="Sample")
    picture.wait_for()
    assert picture.evaluate("async (img) => { await img.decode(); return [img.naturalWidth, img.naturalHeight]; }") == [
        64,
        48,
    ]
    go_on.touch()
    app.until(f"{JOB} === 'done'")
    dialog.get_by_role("button", name="Files of Here and there: Hold").click()
    notes = dialog.get_by_role("button", name="Download notes.txt (5 bytes)")
    assert Path(app.saved(notes).path()).read_bytes() == b"seven"

    # Its file of a model goes among the models that are kept.
    kept = "return (await coverslip.api.models.list()).map(({name}) => name);"
    app.call("await document.querySelector('cs-app').actions.storage.remove(args[0])", f"model:{given['sha256']}")
    assert app.call(kept) == []
    dialog.get_by_role("button", name="Files of Here and there: Give back").click()
    dialog.get_by_role("button", name="Keep my twice.onnx as a model").click()
    wait_until(lambda: app.call(kept) == ["my twice.onnx"], "the model being kept")
    dialog.get_by_role("button", name="Open result of Here and there: Hold").click()
    # The panel makes way for what is shown.
    app.until("state.windows.some((window) => window.kind === 'image')")
    app.page.get_by_role("dialog", name="Engines and jobs").wait_for(state="hidden")

    # One that is stopped, with its processes, and begun anew.
    late = tmp_path / "late"
    hold(app, late)
    # A job that was begun is shown at once.
    dialog.get_by_role("button", name="Stop Here and there: Hold").click()
    app.until(f"{JOB} === 'cancelled'")
    dialog.get_by_text("Stopped").wait_for()
    late.touch()
    dialog.get_by_role("button", name="Try again: Here and there: Hold").click()
    app.until(f"{JOB} === 'done' && state.jobs[0].job.attempt === 2", SLOW)
    dialog.get_by_role("button", name="Disconnect").click()
    app.until("state.engines.length === 0 && state.jobs.length === 0")
    assert app.call(run, f"sha256:{given['sha256']}", given["sha256"]) == ["my twice.onnx", 2, 4, 6]


def test_a_native_plugin_of_imjoy_runs_on_the_engine(
    context: BrowserContext, site: StaticSite, dist: Path, tmp_path: Path
) -> None:
    with engine(tmp_path / "data", dist) as link:
        app = App.follow(context.new_page(), site, link)
        app.until("state.engines[0]?.state === 'connected'")
        app.drop(NATIVE.name, NATIVE.read_bytes())
        # That it runs on the engine is what the person agrees to.
        app.question("Run work on your engine")
        app.accept_install()
        app.until("state.plugins.some(({id, ops}) => id === 'file:native.imjoy.html' && ops.length > 0)", SLOW)
        app.call("document.querySelector('cs-app').actions.select('file:native.imjoy.html', 'run')")
        app.page.get_by_text(f"Runs on the engine {host(app)}.").wait_for()
        app.run()
        app.until("state.windows.some((window) => window.title === 'Told by an engine')")
        app.page.get_by_text("It runs on linux").wait_for()
        assert app.state("state.log.some((line) => line.text.includes('counting to 2'))")
        doubled = app.call(
            "const native = await coverslip.api.getPlugin('Native'); return (await native.double([1, 2, 3])).data;"
        )
        assert list(doubled.values() if isinstance(doubled, dict) else doubled) == [2, 4, 6]

        # So does a plugin in Python that needs a package which the site does not carry.
        app.drop(NEEDY.name, NEEDY.read_bytes())
        app.question("Run work on your engine")
        app.accept_install()
        app.until("state.plugins.some(({id, ops}) => id === 'file:needs_engine.py' && ops.length > 0)", SLOW)
        app.call("document.querySelector('cs-app').actions.select('file:needs_engine.py', 'read')")
        options = app.page.get_by_label("Where to run").locator("option")
        # The form of the plugin that stood there before goes first.
        options.nth(2).wait_for(state="attached")
        assert options.all_text_contents()[1:] == [f"Engine {host(app)}, now", f"Engine {host(app)}, as a job"]
        app.run()
        app.page.get_by_text("camera on linux").wait_for()
        app.call("document.querySelector('cs-app').actions.select('file:native.imjoy.html', 'run')")

        # Without the engine it says what it needs; in the form, and when it is called.
        app.call(
            "document.querySelector('cs-app').actions.engines.disconnect(args[0])", app.state("state.engines[0].id")
        )
        app.page.get_by_text("This plugin runs on an engine, and none is connected.").wait_for()
        app.until("state.plugins.some(({id, state}) => id === 'file:native.imjoy.html' && state.kind === 'failed')")
        told = app.call(
            "const again = async () => (await coverslip.api.getPlugin('Native')).double([1]);"
            "return again().then(() => 'it ran', (error) => error.message);"
        )
        assert "none is connected. Start one there with coverslip-engine" in told


def test_a_link_with_a_wrong_token_says_so(
    context: BrowserContext, site: StaticSite, dist: Path, tmp_path: Path
) -> None:
    with engine(tmp_path / "data", dist) as link:
        app = App.follow(context.new_page(), site, link[:-3])
        app.until("state.notices.length > 0")
        assert "does not know this token" in app.notices()[0]
        assert app.state("state.engines.length") == 0
