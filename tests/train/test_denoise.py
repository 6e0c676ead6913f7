"""The plugin's denoiser on a picture of a cell with noise, trained without the clean one: better by 3 dB and more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import File, Image, Table
from coverslip.formats import read_image
from coverslip.running import run_op
from coverslip.training.denoiser import BLIND, PSNR
from coverslip.training.metrics import psnr
from coverslip.training.onnx_file import TOLERANCE
from coverslip.training.provenance import code_hash, data_hash

from tests.train import packages
from tests.unit.python.plugin_files import plugin

if TYPE_CHECKING:
    from pathlib import Path

Trained = tuple[Image, Image, File, Table, Image]
#: Standard deviation of the noise that is added, of 255 grey levels.
NOISE = 25


@pytest.fixture(scope="module")
def trained(samples: Path) -> Trained:
    """Clean, noisy, and what the plugin gives for both with its quick settings."""
    clean = read_image((samples / "cell.png").read_bytes(), "cell.png")
    noise = np.random.default_rng(11).normal(0, NOISE, clean.shape)
    noisy = Image(np.asarray(np.asarray(clean) + noise, np.float32), name="cell.png", scale=[0.5, 0.5], unit="µm")
    options = {"clean": Image(clean), "author": "Ada Lovelace", "name": "Cells without noise"}
    return Image(clean), noisy, *asyncio.run(run_op(plugin("train_unet").denoise, [noisy], options, lambda _: None))


def test_the_noise_goes_where_nothing_was_trained_on_and_everywhere(trained: Trained) -> None:
    clean, noisy, _, table, denoised = trained
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert rows[PSNR]["after"] - rows[PSNR]["before"] >= 3
    whole = [psnr(np.asarray(each), np.asarray(clean), 255) for each in (noisy, denoised)]
    assert whole[1] - whole[0] >= 3, whole
    # What is hidden is guessed better than by its neighbours, and no better than the noise allows.
    assert NOISE * 0.97 <= rows[BLIND]["after"] < rows[BLIND]["before"]
    assert (denoised.scale, denoised.unit, denoised.shape) == (noisy.scale, noisy.unit, noisy.shape)


def test_it_is_better_than_the_usual_filters(trained: Trained) -> None:
    from scipy import ndimage

    clean, noisy, _, _, denoised = trained
    true, given = np.asarray(clean), np.asarray(noisy)
    usual = [ndimage.gaussian_filter(given, 1.5), ndimage.median_filter(given, 3)]
    assert psnr(np.asarray(denoised), true, 255) > max(psnr(each, true, 255) for each in usual)


@pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers
def test_the_package_is_valid_and_passes_its_own_test(trained: Trained, tmp_path: Path) -> None:
    package = trained[2]
    assert (package.name, package.mime) == ("Cells_without_noise.zip", "application/zip")
    packages.validate(package.data, tmp_path)
    packages.replay(package.data)


def test_the_bare_network_gives_the_same_picture(trained: Trained) -> None:
    _, noisy, package, _, denoised = trained
    content, _ = packages.opened_archive(package.data)
    step = next(each for each in content["inputs"][0]["preprocessing"] if "mean" in each.get("kwargs", {}))["kwargs"]
    # Whole strides, and away from the edges, where the tiles of the app have something beyond them.
    given = (np.asarray(noisy)[None, None, :656, :548] - step["mean"]) / step["std"]
    made: Any = packages.plain_outputs(package.data, given)[0, 0] * step["std"] + step["mean"]
    inner = (slice(32, 616), slice(32, 508))
    np.testing.assert_allclose(made[inner], np.asarray(denoised)[inner], atol=0.5)


def test_where_the_model_comes_from_is_told(trained: Trained) -> None:
    clean, noisy, package, table, _ = trained
    kept = packages.told(package.data)
    assert kept["code"] == code_hash()
    assert kept["data"]["noisy"]["sha256"] == data_hash(noisy)
    assert kept["data"]["clean"]["sha256"] == data_hash(clean)
    assert kept["settings"]["masking"] == "noise2self"
    assert kept["settings"]["seed"] == 0
    assert kept["versions"].keys() >= {"torch", "onnx", "onnxscript", "coverslip", "python"}
    assert kept["export_error"] <= TOLERANCE
    assert [[name, values["before"], values["after"]] for name, values in kept["held_out"].items()] == table.rows
    content, archive = packages.opened_archive(package.data)
    assert content["authors"] == [{"name": "Ada Lovelace"}]
    assert archive.read("cover.png").startswith(b"\x89PNG")
    _, card = asyncio.run(run_op(plugin("run_model").about, [package], {}, lambda _: None))
    for part in (kept["code"], data_hash(noisy), data_hash(clean), f"torch {kept['versions']['torch']}", PSNR):
        assert part in card
