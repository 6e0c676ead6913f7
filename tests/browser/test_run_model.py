"""Models on images in the browser: the real one of ZEISS, and one of bioimage.io with its own test."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import tifffile
from pylibCZIrw.czi import open_czi
from scipy import ndimage

from tests.unit.python.model_files import package_of_two_blurs

from .harness.app import App
from .harness.tour import shown_labels

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from .harness.static_site import StaticSite


SO_FAR = "state.windows.find((window) => window.title.includes('so far'))"
#: How much of what is seen is not empty.
SHARE = f"(({{data}}) => data.filter((value) => value !== 0).length / data.length)({SO_FAR}.layers[0].source.array)"
MODEL = "PGC_20X_nucleus_detector.czseg"


def sample(dist: Path, name: str) -> Path:
    return next(path for path in (dist / "samples").iterdir() if path.name.endswith(name))


def expected(model: Path, crop: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """The nuclei that onnxruntime finds, without those of less than 50 pixels."""
    with zipfile.ZipFile(model) as archive:
        network = archive.read(next(name for name in archive.namelist() if name.endswith(".model")))
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    given = (crop / 65535).astype("float32")[None, ..., None]
    mask = session.run(None, {session.get_inputs()[0].name: given})[0][0].argmax(-1)
    assert int(mask.sum()) == 131_049
    labels, _ = ndimage.label(mask)
    areas = np.bincount(labels.ravel())
    return np.asarray((areas[labels] >= 50) & (mask > 0))


def test_the_real_model_finds_the_nuclei_that_onnxruntime_finds(
    chromium: Browser, site: StaticSite, dist: Path, tmp_path: Path
) -> None:
    """And the card of a model of bioimage.io tells that its own test passes on this device."""
    with open_czi(str(sample(dist, "PGC_20X.czi"))) as image:
        crop = image.read(roi=(0, 0, 1024, 1024))[..., 0]
    tifffile.imwrite(tmp_path / "crop.tif", crop, resolution=(1e4 / 0.5, 1e4 / 0.5), resolutionunit="CENTIMETER")
    card = tmp_path / "two_blurs.zip"
    card.write_bytes(package_of_two_blurs())

    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    app = App.visit(context.new_page(), site)
    take_the_sample(app)
    app.call("location.hash = '#/app?plugin=run_model&run=about'")
    app.until("state.selected?.op === 'about'")
    app.page.locator("cs-op-form").get_by_text("Model is needed: choose a file.").wait_for()
    app.page.locator("cs-op-form input[type=file]").set_input_files(str(card))
    app.run()
    run = app.last_run("done", "failed", timeout=240)
    assert (run["state"], run["error"]) == ("done", None)
    app.page.get_by_text("passed").first.wait_for()

    app.pick(tmp_path / "crop.tif")
    app.until("state.windows.find((window) => window.id === state.activeWindow)?.title === 'crop.tif'", 120)
    app.call("location.hash = '#/app?plugin=run_model&run=run'")
    app.until("state.selected?.op === 'run'")
    app.page.locator("cs-op-form").get_by_text(MODEL).wait_for()
    app.until_taken("crop.tif")
    app.run()
    run = app.last_run("done", "failed", title="Run a model", timeout=240)
    assert (run["state"], run["error"]) == ("done", None)
    found = shown_labels(app)
    mask = expected(sample(dist, MODEL), crop)
    assert (mask & (found > 0)).sum() / (mask | (found > 0)).sum() >= 0.999
    assert found.max() == 54
    assert app.state("state.windows.findLast((window) => window.table).table.rows.length") == 54
    stop_halfway(app, card, tmp_path)
    context.close()


def take_the_sample(app: App) -> None:
    """One click on the welcome screen brings the model, the image that it was made for, and what runs it."""
    app.page.locator("cs-welcome").get_by_role("button", name="Nucleus model for the germ cells").click()
    app.until("state.selected?.op === 'run'", 240)
    assert app.state("state.windows.map((window) => window.title)") == ["PGC_20X.czi"]
    app.page.locator("cs-op-form").get_by_text(MODEL).wait_for()
    app.until_taken("PGC_20X.czi")


def stop_halfway(app: App, model: Path, folder: Path) -> None:
    """Tiles are seen while others still run, and stay when the run is stopped."""
    tifffile.imwrite(folder / "large.tif", np.random.default_rng(1).integers(0, 255, (1500, 1500), "uint8"))
    app.pick(folder / "large.tif")
    app.until("state.windows.some((window) => window.title.startsWith('large'))", 120)
    app.until_taken("large.tif")
    app.page.locator("cs-op-form input[type=file]").set_input_files(str(model))
    app.page.get_by_role("spinbutton", name="Tile").fill("40")
    app.run()
    app.until("/^Tile \\d+ of \\d{4}/.test(state.runs.at(-1).progress.text)", 120)
    app.until(f"{SO_FAR} !== undefined", 120)
    app.button("Stop Run a model").click()
    assert app.last_run("stopped", "done", "failed", title="Run a model")["state"] == "stopped"
    done = app.call(f"const {{state}} = coverslip.workspace; return {SHARE};")
    assert 0 < done < 1
    # A second run takes what this one took, and not what came of it.
    app.until_taken("large.tif")
