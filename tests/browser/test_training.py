"""The whole story: a network is trained on an engine from the browser, and runs there when the engine is gone."""

from __future__ import annotations

import base64
import json
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import tifffile
from coverslip.formats import read_image
from coverslip.training.metrics import psnr
from coverslip.training.object_figures import DICE, F1

from .harness.app import App
from .harness.engine_program import training_engine

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from .harness.static_site import StaticSite

pytestmark = pytest.mark.pytorch
#: Training and its process start on a machine that may be busy.
SLOW = 900
TITLE, SEGMENTER = "Train a model: Train a denoiser", "Train a model: Train a segmenter"
JOB = f"state.jobs.find(({{title}}) => title === '{TITLE}')"
#: The table of the figures, once the result is open.
FIGURES = "state.windows.find(({kind, title}) => kind === 'table' && title.includes('did not see'))?.table"
#: Standard deviation of the noise that is added, of 255 grey levels.
NOISE = 25


@pytest.fixture
def images(dist: Path, tmp_path: Path) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Path]:
    """A clean part of a picture of a cell, the same with noise, and the file of the latter."""
    (sample,) = (dist / "samples").glob("*cell.png")
    clean = np.asarray(read_image(sample.read_bytes(), "cell.png"), np.float32)[240:560, 230:550]
    noisy = (clean + np.random.default_rng(11).normal(0, NOISE, clean.shape)).astype(np.float32)
    tifffile.imwrite(tmp_path / "noisy.tif", noisy)
    return clean, noisy, tmp_path / "noisy.tif"


@pytest.fixture
def nuclei(dist: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The left half of the sample, and its nuclei as people outlined them."""
    files = tmp_path / "nuclei.tif", tmp_path / "nuclei_mask.tif"
    for file, name in zip(files, ("img2d.tif", "mask2d.tif"), strict=True):
        (sample,) = (dist / "samples").glob(f"*{name}")
        tifffile.imwrite(file, tifffile.imread(sample)[:, :256])
    return files


def begin_segmenter(app: App, image: Path, mask: Path) -> None:
    """Have it learn from the upper half of the image, as a job."""
    open_image(app, image)
    app.pick(mask)
    app.button(f"As labels over {image.name}").click()
    app.until("state.windows.some(({layers}) => layers?.some(({kind}) => kind === 'labels'))", 240)
    app.call("document.querySelector('cs-app').actions.select('train_unet', 'segment')")
    app.until_taken(image.name)
    app.page.get_by_role("spinbutton", name="Held out").fill("0.5")
    run_as_job(app)
    app.page.get_by_role("dialog", name="Engines and jobs").wait_for()
    app.page.locator("cs-engines").get_by_text(SEGMENTER).wait_for()
    app.page.keyboard.press("Escape")
    app.page.get_by_role("dialog", name="Engines and jobs").wait_for(state="hidden")


def run_as_job(app: App) -> None:
    """Press Run where nobody has chosen a place: what takes long goes on when the page is closed."""
    places = app.page.get_by_label("Where to run")
    places.get_by_role("option", name="Automatic (job on engine").wait_for(state="attached")
    app.button("Run").click()


def check_figures(app: App) -> None:
    """On the half that it never saw the segmenter is better than Otsu's threshold."""
    job = f"state.jobs.find(({{title}}) => title === '{SEGMENTER}')"
    told = app.until(f"['done', 'failed'].includes({job}?.job.state) && JSON.parse(JSON.stringify({job}))", SLOW)
    assert told["job"]["state"] == "done", told
    app.button(f"Open result of {SEGMENTER}").click()
    rows = app.until(f"{FIGURES} && JSON.parse(JSON.stringify({FIGURES}.rows))")
    figures = {name: (before, after) for name, before, after in rows}
    assert figures.keys() == {DICE, F1}
    for before, after in figures.values():
        assert after > before, figures


def open_image(app: App, file: Path) -> None:
    app.pick(file)
    app.until(f"state.windows.find(({{id}}) => id === state.activeWindow)?.title === {json.dumps(file.name)}", 240)


def shown_image(app: App) -> np.ndarray[Any, Any]:
    """The pixels of what the model gave."""
    shape, data = app.call("""
        const {windows} = coverslip.workspace.state;
        const layer = windows.find(({title}) => title.startsWith('Output')).layers[0];
        const {array} = layer.source;
        const bytes = new Uint8Array(array.data.buffer, array.data.byteOffset, array.data.byteLength);
        let text = '';
        for (const byte of bytes) text += String.fromCharCode(byte);
        return [[...array.shape, array.dtype], btoa(text)];
    """)
    return np.frombuffer(base64.b64decode(data), shape[-1]).reshape(shape[:-1])


def test_a_network_is_trained_from_the_browser_and_runs_there_without_the_engine(
    context: BrowserContext,
    site: StaticSite,
    dist: Path,
    tmp_path: Path,
    images: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], Path],
    nuclei: tuple[Path, Path],
) -> None:
    clean, noisy, file = images
    with ExitStack() as stack:
        link = stack.enter_context(training_engine(tmp_path / "data", dist))
        app = App.follow(context.new_page(), site, link)
        app.until("state.engines[0]?.state === 'connected'")
        begin_segmenter(app, *nuclei)
        open_image(app, file)
        app.call("document.querySelector('cs-app').actions.select('train_unet', 'denoise')")
        app.until_taken(file.name)
        run_as_job(app)

        # It is shown at once, with its curves and what the network makes of a sample.
        panel = app.page.get_by_role("dialog", name="Engines and jobs")
        panel.wait_for()
        inside = app.page.locator("cs-engines")
        inside.get_by_text(TITLE).wait_for()
        app.until(f"{JOB}?.job.state === 'failed' || {JOB}?.curves.some(({{points}}) => points.length > 1)", SLOW)
        inside.get_by_role("img", name="validation: 0.").first.wait_for()
        inside.get_by_role("img", name="Validation: before and after").first.wait_for()

        # The laptop is closed, and opened again.
        app.page.goto("about:blank")
        app.page.goto(link.partition("#")[0])
        app.wait_ready()
        app.until(f"['queued', 'running', 'done', 'failed'].includes({JOB}?.job.state)", 240)
        told = app.until(f"['done', 'failed'].includes({JOB}?.job.state) && JSON.parse(JSON.stringify({JOB}))", SLOW)
        assert told["job"]["state"] == "done", (told["job"], told["log"])
        app.show_jobs()
        check_figures(app)
        app.show_jobs()
        app.button(f"Use model of {TITLE}").click()
        panel.wait_for(state="hidden")
        app.until("state.notices.some(({title}) => title === 'Denoiser_of_noisy_tif.zip is kept in this browser')", 240)
        app.until("state.status.offline.kind === 'ready'", 240)

    # The engine is gone, and with it the network and whoever served the app.
    context.set_offline(True)
    app.page.reload()
    app.wait_ready()
    open_image(app, file)
    app.call("document.querySelector('cs-app').actions.select('run_model', 'run')")
    app.until_taken(file.name)
    app.button("Take the kept model: Denoiser_of_noisy_tif.zip").click()
    app.page.locator("cs-op-form").get_by_text("Denoiser_of_noisy_tif.zip", exact=True).wait_for()
    app.run()
    run = app.last_run("done", "failed", title="Run a model", timeout=SLOW)
    assert run["state"] == "done", run["error"]["message"]
    app.until("state.windows.some(({title}) => title.startsWith('Output'))")
    made = shown_image(app)
    gained = psnr(made, clean, 255) - psnr(noisy, clean, 255)
    assert gained >= 3, gained
    context.set_offline(False)
