"""The plugin that trains, where there is no PyTorch, as in a browser."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
import pytest
from coverslip import Image, Labels, NotAvailable
from coverslip.describe import describe
from coverslip.running import run_op
from coverslip.training import needs

from tests.unit.python.plugin_files import plugin

train_unet = plugin("train_unet")
PIXELS = np.zeros((32, 32), "uint8")


def test_its_ops_have_forms_and_titles() -> None:
    denoise, segment = (describe(op) for op in (train_unet.denoise, train_unet.segment))
    assert [each["name"] for each in denoise["params"]][:4] == ["image", "more", "clean", "effort"]
    assert [each["title"] for each in segment["results"]] == ["Model", "Figures", "Objects"]


@pytest.mark.parametrize(("op", "given"), [("denoise", [Image(PIXELS)]), ("segment", [Image(PIXELS), Labels(PIXELS)])])
def test_where_it_cannot_train_it_says_what_is_missing_and_where_it_can(
    op: str, given: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs, "find_spec", lambda name: None if name.startswith("torch") else object())
    with pytest.raises(
        NotAvailable, match=r"Training needs torch, which is not here: run it on an engine, or .*\[train\]"
    ):
        asyncio.run(run_op(getattr(train_unet, op), given, {}, lambda _: None))


def test_a_title_becomes_a_name_of_a_file() -> None:
    assert train_unet.file_name("Denoiser of cell.tif") == "Denoiser_of_cell_tif.zip"
    assert train_unet.file_name("细胞") == "model.zip"
