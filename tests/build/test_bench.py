"""The benchmark: its arithmetic, the form of what it writes, and what it refuses. No time is asserted."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from build_steps import command_line
from build_steps.bench.figures import Comparison, Samples, json_text, rounded, table
from build_steps.bench.groups import GROUPS, chosen_groups
from build_steps.bench.place import PAGES, VARIANTS
from build_steps.bench.server import CountingServer
from build_steps.errors import StepError

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = Comparison("plain", "ms")
OURS = Comparison("ours", "ms", "plain", aim_ratio=0.25)


def samples(**values: list[float]) -> Samples:
    found = Samples()
    found.values.update(values)
    return found


def test_a_row_holds_the_median_and_its_ratio_to_the_median_of_the_other() -> None:
    plain, ours = samples(plain=[100.0, 400.0, 200.0], ours=[90.0, 10.0, 20.0, 30.0]).rows([PLAIN, OURS])
    assert (plain.value, plain.ratio) == (200.0, None)
    assert (ours.value, ours.ratio) == (25.0, 0.125)


def test_figures_are_kept_to_three_places() -> None:
    assert [rounded(value) for value in (1234.5, 0.012345, 99.96, 0.0)] == [1230.0, 0.0123, 100.0, 0.0]


def test_the_first_round_does_not_count() -> None:
    found = Samples()
    found.add({"plain": 1000.0})
    found.add({"ours": 5.0})
    found.forget([PLAIN])
    found.add({"plain": 10.0})
    plain, ours = found.rows([PLAIN, OURS])
    assert (plain.value, ours.value) == (10.0, 5.0), "of another group nothing is forgotten"


def test_a_group_that_breaks_off_keeps_what_it_found_and_says_why_the_rest_is_missing() -> None:
    found = samples(plain=[10.0])
    found.excuse([PLAIN, OURS], "the browser went away")
    plain, ours = found.rows([PLAIN, OURS])
    assert (plain.value, plain.reason) == (10.0, None)
    assert (ours.value, ours.reason) == (None, "the browser went away")


def test_what_could_not_be_measured_has_no_value_and_says_why() -> None:
    found = samples(ours=[5.0])
    found.reasons["plain"] = "there was no peer"
    plain, ours = found.rows([PLAIN, OURS])
    assert plain.as_json() == {
        "name": "plain",
        "value": None,
        "unit": "ms",
        "against": None,
        "ratio": None,
        "reason": "there was no peer",
    }
    assert (ours.value, ours.ratio, ours.reason) == (5.0, None, "there was no peer")


def test_a_measurement_that_was_forgotten_is_no_empty_row() -> None:
    with pytest.raises(StepError, match="measured nothing by the name 'ours'"):
        samples(plain=[1.0]).rows([PLAIN, OURS])


def test_the_file_is_a_list_of_names_values_units_and_ratios() -> None:
    written = json.loads(json_text(samples(plain=[100.0], ours=[20.0]).rows([PLAIN, OURS])))
    assert written == [
        {"name": "plain", "value": 100.0, "unit": "ms", "against": None, "ratio": None},
        {"name": "ours", "value": 20.0, "unit": "ms", "against": "plain", "ratio": 0.2},
    ]


def test_the_table_tells_whether_an_aim_was_met() -> None:
    slow = Comparison("slow", "ms", "plain", aim_ratio=0.1)
    quick = Comparison("quick", "ms", aim_value=50)
    shown = table(samples(plain=[100.0], slow=[20.0], quick=[20.0]).rows([PLAIN, slow, quick])).splitlines()
    assert shown[0].split() == ["what", "median", "×", "against", "aim"]
    assert shown[3].split() == ["slow", "20", "ms", "0.2", "plain", "≤", "0.1", "×", "(not", "met)"]
    assert shown[4].endswith("≤ 50 ms (met)")


def test_each_row_is_compared_with_one_of_its_own_group() -> None:
    for comparisons in GROUPS.values():
        names = {comparison.name for comparison in comparisons}
        assert {comparison.against for comparison in comparisons} - {None} <= names
        pairs = [(comparison.name, comparison.against) for comparison in comparisons]
        assert len(pairs) == len(set(pairs))


def test_no_word_chooses_every_group() -> None:
    assert chosen_groups(None) == ("start", "rpc", "images", "models", "engine", "size")
    assert chosen_groups("rpc") == ("rpc",)


def test_an_unknown_group_is_refused_with_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["bench", "speed"]) == 1
    assert capsys.readouterr().err == (
        "build.py bench: There is no group 'speed' of measurements. "
        "Name one of start, rpc, images, models, engine, size, or none for all.\n"
    )


def test_the_plugins_that_are_measured_come_from_one_text() -> None:
    assert (PAGES / "timed.py").read_text(encoding="utf-8").count("# dependencies = []\n") == 1
    assert set(VARIANTS) == {"bare", "numpy", "scikit_image"}


def test_what_a_host_compresses_counts_as_it_crosses(tmp_path: Path) -> None:
    (tmp_path / "text.js").write_bytes(b"0" * 10_000)
    (tmp_path / "packed.whl").write_bytes(b"0" * 10_000)
    (tmp_path / "tiny.js").write_bytes(b"0")
    with CountingServer(tmp_path, isolated=False) as server:
        assert server.on_the_way(tmp_path / "text.js") < 100
        assert server.on_the_way(tmp_path / "packed.whl") == 10_000
        assert server.on_the_way(tmp_path / "tiny.js") == 1
