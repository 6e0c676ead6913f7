"""Images and labels on which nothing can be learnt are refused before anything is trained."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import numpy as np
import pytest
from coverslip import Image, Labels
from coverslip.op import mark_of
from coverslip.running import run_op
from coverslip.training.errors import TrainingError

from tests.unit.python.plugin_files import plugin

if TYPE_CHECKING:
    from collections.abc import Sequence

NOISE = np.random.default_rng(0).normal(size=(96, 64)).astype("float32")
AT_THE_END = np.zeros(NOISE.shape, int)
AT_THE_END[80:90, 10:20] = 1


@pytest.mark.parametrize(
    ("op", "given", "said"),
    [
        ("denoise", [Image(np.full((96, 64), 7, np.uint8), name="flat.tif")], "flat.tif has the same value everywhere"),
        ("denoise", [Image(NOISE[:20, :20])], "leaves too little for training"),
        ("denoise", [Image(np.where(NOISE > 2, np.float32(np.nan), NOISE), name="holes.tif")], "holes.tif has pixels"),
        ("segment", [Image(NOISE), Labels(np.zeros(NOISE.shape, int))], "Nothing is annotated"),
        ("segment", [Image(NOISE), Labels(AT_THE_END)], "No object is annotated in the part that is trained on"),
        ("segment", [Image(NOISE), Labels(AT_THE_END[:50])], "The labels have 1 plane of 50 × 64"),
        ("segment", [Image(NOISE), Labels(AT_THE_END), [Image(NOISE)]], "1 more images, but labels of 0 of them"),
    ],
)
def test_what_teaches_nothing_is_refused(op: str, given: Sequence[Image | Labels], said: str) -> None:
    train = getattr(plugin("train_unet"), op)
    check = mark_of(train).check
    assert check is not None
    # In the same words before a job is handed in, where there is no PyTorch.
    for function in (train, check):
        with pytest.raises(TrainingError, match=said):
            asyncio.run(run_op(function, list(given), {}, lambda _: None))
