"""What labels say of pixels, and that a network learns from a few objects or strokes as from all of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from coverslip import Image, Labels
from coverslip.formats import read_image
from coverslip.training.annotation import AROUND, BORDER, annotation_of
from coverslip.training.errors import TrainingError
from coverslip.training.metrics import dice
from coverslip.training.model_package import U_NET, About
from coverslip.training.object_figures import DICE, F1, FOUND, KNOWN_DICE, compared
from coverslip.training.planes import planes_of
from coverslip.training.segmentation import Segmentation, normalised
from coverslip.training.segmenter import train_segmenter
from coverslip.training.segmenter_data import parts_of
from coverslip.training.settings import Settings, Unlabelled
from coverslip.training.split import split
from coverslip.training.trainer import Trainer

if TYPE_CHECKING:
    from pathlib import Path


ABOUT = About("Nuclei", "Finds nuclei.", "Ada Lovelace", "MIT", ("nuclei",), (U_NET,))
SMALL = Settings(steps=100, batch=4, width=8, held_out=0.3)


def discs() -> tuple[Any, Any]:
    """Nine bright discs, and a number for each."""
    y, x = np.indices((150, 150))
    labels = np.zeros(y.shape, "int32")
    for number in range(9):
        top, left = 25 + 50 * (number // 3), 25 + 50 * (number % 3)
        labels[(y - top) ** 2 + (x - left) ** 2 < 100] = number + 1
    return np.where(labels > 0, 200, 20).astype("float32"), labels


def test_what_is_not_labelled_is_background_where_nearly_all_objects_are_and_else_unknown() -> None:
    image, labels = discs()
    planes = planes_of(Image(image))
    assert not annotation_of(Labels(labels), planes).partial
    few = Labels(np.where(labels <= 2, labels, 0))
    made = annotation_of(few, planes)
    assert made.partial
    assert made.facts()["unlabelled"] == "unknown"
    # Around the two that are labelled there is background; nothing is said of the other ones.
    assert made.known[0, 25, 25 + 10 + BORDER]
    assert made.known[0, 25 + 10 + AROUND - 2, 25]
    assert not made.known[0, 125, 125]
    assert not annotation_of(few, planes, "background").partial
    assert annotation_of(Labels(labels), planes, "unknown").partial
    # In dark objects on bright ground likewise.
    assert annotation_of(few, planes_of(Image(255 - image))).partial
    assert not annotation_of(Labels(labels), planes_of(Image(255 - image))).partial


def test_another_object_beside_a_labelled_one_is_no_background() -> None:
    image, labels = discs()
    image[25, 38:48] = 200
    made = annotation_of(Labels(np.where(labels == 1, 1, 0)), planes_of(Image(image)), "unknown")
    assert not made.known[0, 25, 25 + 10 + BORDER + 2]
    assert made.known[0, 25 + 10 + BORDER + 2, 25]


def test_painted_background_is_background_and_the_rest_is_unknown() -> None:
    image, labels = discs()
    strokes = np.zeros_like(labels)
    strokes[25, 20:30], strokes[25, 70:80], strokes[50] = 4, 5, 1
    made = annotation_of(Labels(strokes), planes_of(Image(image)), background=1)
    assert made.painted
    assert made.known[0, 50].all()
    assert not made.objects[0, 50].any()
    assert np.count_nonzero(made.known) == 150 + 20
    with pytest.raises(TrainingError, match="No pixel has the label 7, which is to be background"):
        annotation_of(Labels(strokes), planes_of(Image(image)), background=7)


@pytest.mark.parametrize(("kept", "ignored"), [(4, True), (9, False)])
def test_pixels_of_which_nothing_is_known_teach_nothing(kept: int, ignored: bool) -> None:
    image, labels = discs()
    planes = planes_of(Image(image))
    annotation = annotation_of(Labels(np.where(labels <= kept, labels, 0)), planes)
    settings = Settings(patch=64, batch=1, held_out=0.3, validation=0.1)
    parts = split(planes.shape, settings, annotation.known if annotation.partial else None)
    scores = torch.zeros(1, 2, 64, 64, requires_grad=True)
    Segmentation(planes, annotation, parts, settings).loss(lambda _: scores, 0, "cpu").backward()
    assert scores.grad is not None
    assert bool((scores.grad == 0).any()) is ignored
    assert bool((scores.grad != 0).any())


def test_parts_share_out_what_is_annotated() -> None:
    known = np.zeros((1, 400, 200), bool)
    known[0, 20:120, 40:160] = True
    parts = split((1, 1, 400, 200), Settings(held_out=0.25), known)
    shares = [sum(region.of(known).sum() for region in regions) / known.sum() for regions in vars(parts).values()]
    assert shares[0] == pytest.approx(0.6, abs=0.03)
    assert shares[2] == pytest.approx(0.25, abs=0.03)


def test_a_held_out_part_without_an_annotated_object_is_named() -> None:
    image, labels = discs()
    strokes = np.where(labels == 1, 2, 0)
    strokes[60:, :20] = 1
    with pytest.raises(TrainingError, match="No object is annotated in the part that is held out"):
        asyncio.run(train_segmenter(Image(image), Labels(strokes), ABOUT, SMALL, background=1))


@pytest.fixture(scope="module")
def nuclei(samples: Path) -> tuple[Image, Any]:
    """A part of the sample, and all of its nuclei."""
    image = read_image((samples / "img2d.tif").read_bytes(), "img2d.tif")
    outlines = read_image((samples / "mask2d.tif").read_bytes(), "mask2d.tif")
    return Image(np.asarray(image)[:320, :320]), np.asarray(outlines)[:320, :320]


def reached(nuclei: tuple[Image, Any], labels: Any, unlabelled: Unlabelled) -> float:
    """Dice's coefficient against all nuclei of what is learnt from some labels."""
    image, outlines = nuclei
    planes = planes_of(image)
    annotation = annotation_of(Labels(labels), planes, unlabelled)
    trainer = Trainer(Segmentation(planes, annotation, parts_of(planes, annotation, SMALL), SMALL), SMALL, "cpu")
    for _ in trainer.run():
        pass
    with torch.inference_mode():
        scores = trainer.best()(torch.from_numpy(normalised(planes)))[0].numpy()
    return dice(scores[1] > scores[0], outlines > 0)


def test_a_few_nuclei_teach_more_where_the_others_are_unknown(nuclei: tuple[Image, Any]) -> None:
    numbers = np.unique(nuclei[1])[1:]
    few = np.where(np.isin(nuclei[1], numbers[::6]), nuclei[1], 0)
    unknown, background = (reached(nuclei, few, each) for each in ("automatic", "background"))
    assert unknown > 0.8
    assert unknown > background + 0.1


def test_strokes_in_nuclei_and_background_teach_all_of_both(nuclei: tuple[Image, Any]) -> None:
    image, outlines = nuclei
    strokes = np.zeros_like(outlines)
    # Some lines of the image were drawn along, in nuclei with one label and between them with another.
    for row in range(10, 320, 40):
        strokes[row : row + 2] = np.where(outlines[row : row + 2] > 0, 2, 1)
    made = asyncio.run(train_segmenter(image, Labels(strokes), ABOUT, SMALL, background=1))
    assert dice(np.asarray(made.shown) > 0, outlines > 0) > 0.8
    assert made.figures.keys() == {KNOWN_DICE}
    assert made.provenance["annotation"] == {"unlabelled": "unknown", "background_painted": True, "known": 0.05}


def test_where_not_all_is_known_figures_tell_of_what_is() -> None:
    true = np.zeros((1, 20, 20), int)
    true[0, 2:8, 2:8], true[0, 12:18, 2:8] = 1, 2
    known = np.zeros(true.shape, bool)
    known[:, :, :10] = True
    # One was found, and something where nothing is known.
    found = np.where(true == 1, 1, 0)
    found[:, 5:9, 12:16] = 3
    nothing = np.zeros_like(true)
    after, before, there = list(found), list(nothing), list(true)
    told = compared(after, before, there, list(known), painted=False)
    assert told == {KNOWN_DICE: {"before": 0, "after": pytest.approx(2 / 3)}, FOUND: {"before": 0, "after": 0.5}}
    assert compared(after, before, there, list(known), painted=True).keys() == {KNOWN_DICE}
    assert compared(after, before, there, list(np.ones_like(known)), painted=False).keys() == {DICE, F1}
