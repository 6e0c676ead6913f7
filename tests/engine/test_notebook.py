"""An engine in the process of a notebook: it starts, goes on while cells compute, and ends."""

from __future__ import annotations

import importlib.machinery
import json
import re
import sys
import types
import urllib.request
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlsplit

import coverslip
import pytest
from coverslip_engine.notebook.output import output_html
from coverslip_engine.server_proxy import setup
from coverslip_engine.settings import SettingsError
from coverslip_engine.tokens import TOKENS_FILE

#: An invitation in an output.
INVITATION = re.compile(r"token=(once\.[\w-]+)")
NOTEBOOK = Path(__file__).parents[2] / "docs" / "coverslip.ipynb"


def asking(address: str, secret: str, method: str = "GET") -> urllib.request.Request:
    """A request with a token, or an invitation in its place."""
    return urllib.request.Request(address, headers={"Authorization": f"Bearer {secret}"}, method=method)


def invitations(shown: str) -> list[str]:
    """Those in an output; the first is that of the link."""
    return list(dict.fromkeys(INVITATION.findall(shown)))


def redeemed(url: str, invitation: str) -> str | None:
    """The token for an invitation; None where it is refused."""
    try:
        with urllib.request.urlopen(asking(f"{url}/tokens", invitation, "POST")) as answer:
            return str(json.load(answer)["token"])
    except HTTPError:
        return None


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
        with urllib.request.urlopen(asking(f"{engine.url}/info", secret)) as answer:
            assert json.load(answer)["executor"] == "local"
        shown = engine._repr_html_()
        assert "<iframe" not in shown
        assert "<iframe" in engine.embed(300)._repr_html_()
        # What a notebook keeps holds no token.
        for kept in (shown, repr(engine), engine.embed()._repr_html_()):
            assert secret not in kept
        first = redeemed(engine.url, invitations(shown)[0])
        assert first is not None
        with urllib.request.urlopen(asking(f"{engine.url}/info", first)) as answer:
            assert answer.status == 200
        assert redeemed(engine.url, invitations(shown)[0]) is None
        # Link and frame share no storage: each has its own.
        both = invitations(engine.embed()._repr_html_())
        assert len(set(both)) == 2
        assert all(redeemed(engine.url, each) is not None for each in both)
    finally:
        engine.stop()
    # No token was written, so whatever becomes of the kernel, none outlives it.
    assert not (tmp_path / "data" / TOKENS_FILE).exists()
    assert not engine.running
    with pytest.raises(URLError):
        urllib.request.urlopen(engine.url)
    # Once more, in the same folder.
    coverslip.engine.start(tmp_path / "data", app=app).stop()


def test_an_output_holds_no_markup_of_others() -> None:
    shown = output_html('http://h/"><script>evil()</script>', 1, "'\"<b>", "'\"<b>", 9)
    assert "evil()</script>" not in shown.replace("&lt;/script&gt;", "")
    assert len(re.findall("<script", shown)) == 1
    assert "<b>" not in shown


@pytest.fixture
def colab(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """A stand-in for Colab's package, whose page gives addresses; what it was asked for."""
    asked: list[tuple[str, float]] = []

    def eval_js(script: str, ignore_result: bool = False, timeout_sec: float | None = None) -> str:
        assert not ignore_result
        assert timeout_sec is not None
        asked.append((script, timeout_sec))
        return "https://9-abc.colab.example/"

    for name in ("google", "google.colab", "google.colab.output"):
        module = types.ModuleType(name)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        module.__path__ = []
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(sys.modules["google.colab.output"], "eval_js", eval_js, raising=False)
    return asked


def test_on_colab_the_link_leads_through_its_proxy_whose_pages_are_let_in(
    colab: list[tuple[str, float]], tmp_path: Path
) -> None:
    engine = coverslip.engine.start(tmp_path / "data")
    try:
        port = urlsplit(engine.url).port
        assert colab == [(f"google.colab.kernel.proxyPort({port})", 30)]
        assert engine.link.startswith("https://9-abc.colab.example/#/app?engine=.&token=")
        assert 'href="https://9-abc.colab.example/#/app?engine=.&amp;token=once.' in engine._repr_html_()
        origin = {"Origin": "https://9-abc.colab.example"}
        with urllib.request.urlopen(urllib.request.Request(f"{engine.url}/health", headers=origin)) as answer:
            assert answer.status == 200
    finally:
        engine.stop()


def test_a_colab_whose_page_does_not_answer_is_no_endless_wait(
    colab: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def never(*_: object, **__: object) -> str:
        raise TimeoutError

    monkeypatch.setattr(sys.modules["google.colab.output"], "eval_js", never)
    with pytest.raises(SettingsError, match=r"Colab's page gave no address for port \d+ \(TimeoutError\)"):
        coverslip.engine.start(tmp_path / "data")
    assert colab == []


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
    assert list(tmp_path.rglob("coverslip-engine-notebook"))
    assert not list(tmp_path.rglob(TOKENS_FILE))
