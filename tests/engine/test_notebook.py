"""An engine in the process of a notebook: it starts, goes on while cells compute, and ends."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qs, urlsplit

import coverslip
import pytest
from coverslip_engine.notebook.output import output_html
from coverslip_engine.server_proxy import setup
from coverslip_engine.tokens import TOKENS_FILE

NOTEBOOK = Path(__file__).parents[2] / "docs" / "coverslip.ipynb"


def test_an_engine_of_a_notebook_answers_while_its_cell_waits_and_ends_with_its_token(tmp_path: Path) -> None:
    app = tmp_path / "app"
    app.mkdir()
    (app / "index.html").write_text("<title>the app</title>")
    engine = coverslip.engine.start(tmp_path / "data", app=app)
    try:
        # This thread waits for the answer, as a cell would.
        with urllib.request.urlopen(engine.url) as answer:
            assert answer.read() == b"<title>the app</title>"
        assert coverslip.engine.start() is engine
        (secret,) = parse_qs(urlsplit(engine.link).fragment.partition("?")[2])["token"]
        request = urllib.request.Request(f"{engine.url}/info", headers={"Authorization": f"Bearer {secret}"})
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["executor"] == "local"
        shown = engine._repr_html_()
        assert "<iframe" not in shown
        assert engine.link.replace("&", "&amp;") in shown
        assert "<iframe" in engine.embed(300)._repr_html_()
    finally:
        engine.stop()
    assert json.loads((tmp_path / "data" / TOKENS_FILE).read_text()) == []
    assert not engine.running
    with pytest.raises(URLError):
        urllib.request.urlopen(engine.url)
    # Once more, in the same folder.
    coverslip.engine.start(tmp_path / "data", app=app).stop()


def test_an_output_holds_no_markup_of_others() -> None:
    shown = output_html('http://h/"><script>evil()</script>', 1, "'\"<b>", 9)
    assert "evil()</script>" not in shown.replace("&lt;/script&gt;", "")
    assert len(re.findall("<script", shown)) == 1
    assert "<b>" not in shown


def test_the_launcher_of_jupyter_starts_an_engine_with_a_token_that_no_list_of_processes_shows() -> None:
    told = setup()
    (secret,) = told["environment"].values()
    assert all(secret not in word for word in told["command"])
    assert told["launcher_entry"]["path_info"] == f"coverslip/#/app?engine=.&token={secret}"


def test_the_notebook_of_the_docs_holds_no_outputs_and_its_cells_start_and_end_an_engine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in notebook["cells"]}) == len(notebook["cells"])
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells)
    # Where the engine keeps its data.
    monkeypatch.setenv("HOME", str(tmp_path))
    names: dict[str, Any] = {}
    try:
        for cell in cells[:-1]:
            exec("".join(cell["source"]), names)  # noqa: S102 - the project's own code
        assert names["engine"].running
        with urllib.request.urlopen(f"{names['engine'].url}/health") as answer:
            assert answer.status == 200
        exec("".join(cells[-1]["source"]), names)  # noqa: S102
        assert not names["engine"].running
    finally:
        if "engine" in names:
            names["engine"].stop()
    assert list(tmp_path.rglob(TOKENS_FILE))
