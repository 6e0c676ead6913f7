"""The plugin's segmenter on nuclei outlined by hand: better than Otsu's threshold on the half it never saw."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest
from coverslip import File, Image, Labels, Table
from coverslip.bioimage import objects
from coverslip.formats import read_image
from coverslip.running import run_op
from coverslip.training.metrics import dice, f1
from coverslip.training.object_figures import DICE, F1
from skimage.filters import threshold_otsu

from tests.train import packages
from tests.unit.python.plugin_files import plugin

if TYPE_CHECKING:
    from pathlib import Path

Trained = tuple[Image, Labels, File, Table, Labels]


@pytest.fixture(scope="module")
def trained(samples: Path) -> Trained:
    """Image, outlines, and what the plugin gives for them with its quick settings."""
    image = read_image((samples / "img2d.tif").read_bytes(), "img2d.tif")
    outlines = Labels(read_image((samples / "mask2d.tif").read_bytes(), "mask2d.tif"))
    run = run_op(plugin("train_unet").segment, [image, outlines], {"held_out": 0.5}, lambda _: None)
    return Image(image, name="img2d.tif"), outlines, *asyncio.run(run)


def test_it_is_better_than_otsu_on_the_half_that_it_never_saw(trained: Trained) -> None:
    image, outlines, _, table, found = trained
    half = slice(256, None)
    assert image.shape == (512, 512)
    true, grey, made = (np.asarray(each)[half] for each in (outlines, image, found))
    above = grey > threshold_otsu(grey)
    assert dice(made > 0, true > 0) > dice(above, true > 0)
    # Whether what touches is split or not.
    for otsu in (objects.objects(above, 50), objects.split_objects(above, 50)):
        assert f1(made, true) > f1(otsu, true)
    rows = {row[0]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    assert rows.keys() == {DICE, F1}
    for row in rows.values():
        assert row["after"] > row["before"]
    assert rows[DICE]["before"] == pytest.approx(dice(objects.split_objects(above, 50) > 0, true > 0))
    assert rows[DICE]["after"] > 0.9
    assert rows[F1]["after"] > 0.8


@pytest.mark.filterwarnings("ignore")  # of bioimageio.spec and core, about covers
def test_the_package_is_valid_and_passes_its_own_test(trained: Trained, tmp_path: Path) -> None:
    packages.validate(trained[2].data, tmp_path)
    packages.replay(trained[2].data)


def test_run_a_model_finds_with_it_what_the_training_showed(trained: Trained) -> None:
    image, _, package, _, found = trained
    options = {"model": package, "result": "split objects", "tile": 160}
    said, table, _, labels, _ = asyncio.run(run_op(plugin("run_model").run, [image], options, lambda _: None))
    assert "tiles in" in said
    assert dice(np.asarray(labels) > 0, np.asarray(found) > 0) > 0.999
    assert len(table) == pytest.approx(found.max(), abs=2)


def test_where_the_model_comes_from_is_told(trained: Trained) -> None:
    _, _, package, table, _ = trained
    kept = packages.told(package.data)
    assert kept["data"].keys() == {"image", "labels"}
    assert kept["settings"]["held_out"] == 0.5
    assert [[name, values["before"], values["after"]] for name, values in kept["held_out"].items()] == table.rows
    content, _ = packages.opened_archive(package.data)
    channel = next(axis for axis in content["outputs"][0]["axes"] if axis["type"] == "channel")
    assert channel["channel_names"] == ["background", "object"]
