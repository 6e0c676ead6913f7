"""The table of ImJoy's functions in the docs says what the tests test."""

from __future__ import annotations

from pathlib import Path

from tests.browser.imjoy_functions import table

PAGE = Path(__file__).parents[2] / "docs" / "bring-your-imjoy-plugin.md"


def test_the_table_in_the_docs_is_made_from_the_tests() -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, mark, _ = page.partition("<!-- functions -->\n")
    assert mark, f"{PAGE.name} has lost the line <!-- functions -->."
    assert page == f"{before}{mark}{table()}\n", (
        f"{PAGE.name} is not current: put the result of table() below the mark."
    )
