"""How a model was trained, on its card."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from coverslip.bioimage.card import card
from coverslip.bioimage.package import Package
from coverslip.bioimage.training_record import read_record

from tests.unit.python.model_files import described

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT: dict[str, Any] = {
    "data": {"labels": {"name": "a|b.tif", "shape": [512, 300], "axes": "YX", "sha256": "ab" * 32}},
    "code": "cd" * 32,
    "settings": {"steps": 300, "rate": 0.002, "masking": "noise2self"},
    "versions": {"torch": "2.13.0", "python": "3.11.2"},
    "device": "cpu",
    "steps": 240,
    "stopped_early": True,
    "validation_loss": 0.123456,
    "held_out": {"Dice": {"before": 0.857, "after": 0.93}},
    "annotation": {"unlabelled": "unknown", "known": 0.25},
    "export_error": 1e-6,
}


def shown(kept: Any) -> str:
    return card(
        replace(described(), training=read_record({"coverslip": kept})), Package(lambda _: b"", (), "model.zip")
    )


def test_the_card_tells_of_data_code_versions_settings_and_figures() -> None:
    told = shown(KEPT)
    for line in (
        "| Dice | 0.857 | 0.93 |",
        f"- **labels**: a\\|b.tif, 512 × 300 (YX), sha256 `{'ab' * 32}`",
        f"- **code**: sha256 `{'cd' * 32}`",
        "- **versions**: torch 2.13.0, python 3.11.2",
        "| stopped early | yes |",
        "| unlabelled | unknown |",
        "| masking | noise2self |",
        "| rate | 0.002 |",
        "| export error | 1e-06 |",
    ):
        assert line in told


def without(key: str) -> Callable[[dict[str, Any]], None]:
    return lambda kept: kept.pop(key)


@pytest.mark.parametrize(
    "change",
    [
        without("settings"),
        without("held_out"),
        lambda kept: kept.update(data=["a list"]),
        lambda kept: kept["held_out"].update(Dice="good"),
        lambda kept: kept["data"]["labels"].update(shape=["long"]),
        lambda kept: kept.update(versions=3),
    ],
)
def test_what_somebody_else_keeps_under_this_name_is_no_record_and_no_fault(
    change: Callable[[dict[str, Any]], Any],
) -> None:
    kept = copy.deepcopy(KEPT)
    change(kept)
    assert read_record({"coverslip": kept}) is None
    assert read_record({"coverslip": "a text"}) is None
    assert read_record({}) is None
    assert "How it was trained" not in shown(kept)


def test_words_of_a_stranger_are_no_markup_in_a_record() -> None:
    kept = copy.deepcopy(KEPT)
    kept["code"] = "`<img src=x>`"
    kept["settings"] = {"<b>": "[x](javascript:1)"}
    told = shown(kept)
    assert "<img" not in told
    assert "<b>" not in told.replace(r"\<b\>", "")
    assert r"\[x\](javascript:1)" in told
