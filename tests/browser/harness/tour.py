"""The story that the app is for: a link, a question, an image, a run, and its results; checked at each step."""

from __future__ import annotations

import base64
import csv
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import tifffile
from PIL import Image

from .segmentation import f1_at

if TYPE_CHECKING:
    from playwright.sync_api import Download, Locator

    from .app import App

LEAST_F1 = 0.70
LABELS = """
const {state} = coverslip.workspace;
const layer = state.windows.flatMap((window) => window.layers ?? []).filter((each) => each.kind === 'labels').at(-1);
const {data} = layer;
const bytes = new Uint8Array(data.data.buffer, data.data.byteOffset, data.data.byteLength);
let text = '';
for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
return {shape: [...data.shape], dtype: data.dtype, bytes: btoa(text)};
"""


def shown_labels(app: App) -> npt.NDArray[np.integer[Any]]:
    """The newest labels that the app shows."""
    told = app.call(LABELS)
    labels: npt.NDArray[np.integer[Any]] = np.frombuffer(base64.b64decode(told["bytes"]), told["dtype"])
    return labels.reshape(told["shape"])


@dataclass
class Tour:
    """The story in one tab, by mouse or by finger."""

    app: App
    truth: Path
    """The label image that people drew."""
    touch: bool = False

    def press(self, what: Locator) -> None:
        """Click or tap."""
        if self.touch:
            what.tap()
        else:
            what.click()

    def run(self) -> dict[str, Any]:
        """Run the op whose form is shown, and wait until it is done."""
        self.app.mark()
        self.press(self.app.button("Run"))
        run = self.app.last_run("done", "failed", "stopped", timeout=120)
        assert (run["state"], run["error"]) == ("done", None)
        return run

    def check_labels(self) -> float:
        """The labels agree with what people drew; gives the F1 score."""
        score = f1_at(shown_labels(self.app), tifffile.imread(self.truth))
        assert score >= LEAST_F1
        return score

    def check_windows(self) -> None:
        """There is an image with labels over it, a table with measurements and a figure."""
        kinds = self.app.state("state.windows.map((window) => window.kind)")
        assert sorted(kinds) == ["figure", "image", "table"]
        layers = self.app.state("state.windows.find((window) => window.layers).layers.map((layer) => layer.kind)")
        assert layers == ["image", "labels"]
        columns = self.app.state("state.windows.findLast((window) => window.table).table.columns.join(' ')").lower()
        for measurement in ("area", "eccentricity", "intensity"):
            assert measurement in columns

    def check_saved(self) -> None:
        """Each of them can be saved, and what is saved holds what is shown."""
        labels = shown_labels(self.app)
        self.show("image")
        name = self.app.state("state.windows.find((window) => window.layers).layers.at(-1).name")
        self.press(self.app.button(f"Save {name} as …").first)
        item = self.app.page.get_by_role("menuitem", name="OME-TIFF")
        with self.app.page.expect_download() as download:
            self.press(item)
        tiff = read(download.value)
        assert np.array_equal(tifffile.imread(io.BytesIO(tiff)), labels)
        self.show("table")
        rows = list(csv.reader(io.StringIO(self.save("Save as CSV").decode())))
        assert len(rows) - 1 == self.app.state("state.windows.findLast((window) => window.table).table.rows.length")
        assert len(rows) - 1 == len(np.unique(labels)) - 1
        self.show("figure")
        with Image.open(io.BytesIO(self.save("Save as PNG"))) as figure:
            assert figure.format == "PNG"
            assert np.asarray(figure.convert("L")).std() > 5, "the figure is not blank"

    def show(self, kind: str) -> None:
        """Bring the window of a kind to the front by its tab."""
        title = self.app.state(f"state.windows.findLast((window) => window.kind === '{kind}').title")
        if self.touch:
            self.press(self.app.page.get_by_role("tab", name="Image" if kind == "image" else "Results"))
        self.press(self.app.page.get_by_role("tab", name=title, exact=True).first)
        self.app.until(f"state.windows.find((window) => window.id === state.activeWindow)?.kind === '{kind}'")

    def save(self, button: str) -> bytes:
        """Press a button that saves; gives the file's bytes."""
        with self.app.page.expect_download() as download:
            self.press(self.app.button(button).first)
        return read(download.value)


def read(download: Download) -> bytes:
    """The bytes of a file that was saved."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "saved"
        download.save_as(path)
        return path.read_bytes()
