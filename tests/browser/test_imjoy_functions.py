"""Every function of ImJoy's api, called by a plugin in JavaScript and by one in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .harness.process import wait_until
from .imjoy_functions import CASES, Case

if TYPE_CHECKING:
    from pathlib import Path

    from .harness.app import App, Json

PLUGINS = {"JavaScript": "functions_js.imjoy.html", "Python": "functions_py.imjoy.html"}
START = """
    globalThis.told = null;
    coverslip.api.call(args[0], ...args[1]).then(
      (value) => { globalThis.told = [true, value ?? null]; },
      (error) => { globalThis.told = [false, error.message]; });
"""


def told(app: App, shown: str = "value") -> Json:
    """What the last call came to: whether it worked, and its value or the error's message."""
    script = f"""() => {{
        const [worked, value] = globalThis.told ?? [null];
        return worked === null ? null : [worked, worked ? {shown} : value];
    }}"""
    return wait_until(lambda: app.page.evaluate(script), "the answer of the plugin")


class Plugin:
    """One of the two plugins, and the person before the app."""

    def __init__(self, app: App, language: str) -> None:
        self.app, self.language = app, language
        self.id = app.plugin(PLUGINS[language])

    def call(self, method: str, *args: Json) -> Json:
        self.begin(method, *args)
        return self.answer()

    def begin(self, method: str, *args: Json) -> None:
        self.app.call(START, self.id, [method, *args])

    def answer(self) -> Json:
        worked, value = told(self.app)
        assert worked, value
        return value


@pytest.fixture(scope="module", params=["JavaScript", "Python"])
def plugin(shared_app: App, request: pytest.FixtureRequest) -> Plugin:
    return Plugin(shared_app, request.param)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_function(plugin: Plugin, case: Case) -> None:
    app = plugin.app
    plugin.begin("use", case.name, *case.args)
    if case.presses:
        app.question(*case.sees)
        if case.types:
            app.page.get_by_label("Answer").fill(case.types)
        app.button(case.presses).click()
    worked, value = told(app)
    assert worked is not case.refused, value
    if case.refused:
        assert case.gives in value
    elif isinstance(case.gives, str):
        assert value == case.gives.format(language=plugin.language)
    else:
        assert value == case.gives
    if not case.presses:
        for text in case.sees:
            assert any(text in notice for notice in app.notices())
    app.dismiss_notices()


def test_html_of_a_message_runs_no_code(plugin: Plugin) -> None:
    assert plugin.app.page.title() != "1"


def test_what_is_logged_stands_in_the_log_with_its_picture(plugin: Plugin) -> None:
    source = f"source === 'Functions in {plugin.language}'"
    log = f"state.log.filter(({{source}}) => {source})"
    assert plugin.app.state(f"{log}.some(({{text}}) => text === 'Written 1')")
    assert plugin.app.state(f"{log}.some(({{picture}}) => picture?.type === 'image/gif')")
    assert plugin.app.state(f"{log}.some(({{level, text}}) => level === 'error' && text === 'Wrong')")


def test_services_and_operators(plugin: Plugin) -> None:
    kind, name, said, service = plugin.call("registers")
    assert (kind, name, said) == ("string", "Hello", "Hello you")
    app = plugin.app
    ops = f"state.plugins.find(({{id}}) => id === '{plugin.id}').ops"
    app.until(f"{ops}.map(({{name}}) => name).join() === 'run,Twice'")
    body = "return coverslip.api.call(args[0], 'Twice', {n: 5})"
    assert app.call(body, plugin.id) == 10
    app.call("coverslip.workspace.state.plugins; return 0")
    app.page.get_by_role("button", name="Twice").first.click()
    app.page.get_by_label("Number").fill("7")
    wait_until(lambda: plugin.call("changes")[-1:] == [7], "the operator being told of the form")
    plugin.call("use", "unregisterService", service)
    assert plugin.call("use", "getServices", {"type": "greeter"}) == []
    plugin.call("use", "unregister", "Twice")
    app.until(f"{ops}.map(({{name}}) => name).join() === 'run'")
    plugin.call("use", "register", {"name": "Old", "ui": "{id: 'x', type: 'string', placeholder: 'y'}"})
    app.until(f"{ops}.map(({{name}}) => name).join() === 'run,Old'")
    plugin.call("use", "unregister", "Old")


def test_codecs(plugin: Plugin) -> None:
    assert plugin.call("codes") == [True, "Boboshu"]


def test_the_person_chooses_a_file(plugin: Plugin, tmp_path: Path) -> None:
    page = plugin.app.page
    file = tmp_path / "numbers.csv"
    file.write_text("1,2")
    plugin.begin("use", "showFileDialog", {"title": "Which?", "mode": "single"})
    page.locator("cs-questions input[type=file]").set_input_files(str(file))
    plugin.app.button("OK").click()
    worked, chosen = told(plugin.app, "value.map(({file, ...rest}) => rest)")
    assert worked, chosen
    assert [(each["name"], each["size"], each["url"][-4:]) for each in chosen] == [("numbers.csv", 3, "MSwy")]
    plugin.begin("picks")
    page.locator("cs-questions input[type=file]").set_input_files(str(file))
    plugin.app.button("OK").click()
    assert plugin.answer() == "1,2"


def test_a_file_is_saved_when_the_person_agrees(plugin: Plugin) -> None:
    plugin.begin("use", "exportFile", "text of it", "notes.txt")
    with plugin.app.page.expect_download() as download:
        plugin.app.button("Yes").click()
    assert download.value.suggested_filename == "notes.txt"
    plugin.answer()


def test_arrays_can_be_read_in_imjoys_form(shared_app: App) -> None:
    plugin = shared_app.plugin(PLUGINS["JavaScript"])
    body = """
        const image = new coverslip.NDArray(new Uint8Array([1, 2, 3, 4]), [2, 2]);
        return coverslip.api.call(args[0], 'arrays', image);
    """
    assert shared_app.call(body, plugin) == ["ndarray", [2, 2], "uint8", [1, 2, 3, 4]]
