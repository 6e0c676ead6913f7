"""Where plugins come from, and their life: lists, gists, pasted text, updates, dependencies, rings, export, links."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Error as PlaywrightError

from .harness.app import App
from .harness.github import API, GIST, RAW, GitHub

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext

    from .harness.static_site import StaticSite

ACTIONS = "document.querySelector('cs-app').actions"


def python(name: str, version: str = "1.0.0", header: str = "", answer: str = "'hello'") -> bytes:
    """A plugin with one op that gives `answer`."""
    return f'''# /// script
# dependencies = []
# [tool.coverslip]
# name = "{name}"
# version = "{version}"
{header}# ///
from coverslip import api, op


@op(title="{name} tells")
async def tell(word: str = "", times: int = 1) -> str:
    return {answer}
'''.encode()


def javascript(name: str, setup: str, dependencies: tuple[str, ...] = ()) -> bytes:
    """An ImJoy plugin that does `setup` while it starts; its `run` gives its context as JSON."""
    config = {"name": name, "type": "web-worker", "version": "0.1.0", "dependencies": dependencies}
    return f"""<config lang="json">{json.dumps(config)}</config>
<script lang="javascript">
api.export({{
  async setup() {{ {setup} }},
  async run(ctx) {{ return JSON.stringify([ctx.data, ctx.config]); }},
  async name() {{ return {json.dumps(name)}; }},
  async ask(other) {{ return (await api.getPlugin(other)).name(); }},
}});
</script>
""".encode()


@pytest.fixture(scope="module")
def github(shared_app: App) -> GitHub:
    github = GitHub()
    github.serve(shared_app.page.context)
    return github


@pytest.fixture
def app(shared_app: App) -> Iterator[App]:
    """The shared app, with nothing left over from the test before."""
    yield shared_app
    shared_app.call(f"for (const {{id}} of coverslip.workspace.state.notices) {ACTIONS}.dismiss(id)")


def follow(app: App, **parts: str) -> None:
    """Open a link as by typing it."""
    app.page.goto("about:blank")
    app.page.goto(f"{app.site.address}#/app?{urlencode(parts)}")
    app.wait_ready()


def plugin(app: App, name: str) -> dict[str, Any]:
    """Wait for the plugin of that name; gives its item."""
    found: dict[str, Any] = app.until(
        f"JSON.parse(JSON.stringify(state.plugins.find((plugin) => plugin.header.name === {json.dumps(name)}) ?? null))"
    )
    return found


def act(app: App, action: str, *args: object) -> Any:
    """Carry out one of the actions that the elements have."""
    return app.call(f"return {ACTIONS}.{action}(...args)", *args)


def test_a_short_form_a_page_and_a_gist_install_the_plugin_that_they_name(app: App, github: GitHub) -> None:
    manifest = {"uri_root": "plugins", "plugins": [{"name": "In list", "uri": "in_list.py"}]}
    github.put(f"{RAW}u/r/v1/manifest.imjoy.json", json.dumps(manifest).encode())
    github.put(f"{RAW}u/r/v1/plugins/in_list.py", python("In list"))
    github.put(f"{RAW}u/r/main/paged.py", python("Paged"))
    gist = {"files": {"a.md": {"filename": "a.md", "raw_url": f"{GIST}a.md"}}}
    gist["files"]["g.py"] = {"filename": "g.py", "raw_url": f"{GIST}ada/0123abcd/raw/g.py"}
    github.put(f"{API}gists/0123abcd0123abcd", json.dumps(gist).encode())
    github.put(f"{GIST}ada/0123abcd/raw/g.py", python("In gist"))
    sources = {
        "In list": "u/r@v1:In list",
        "Paged": "https://github.com/u/r/blob/main/paged.py",
        "In gist": "https://gist.github.com/ada/0123abcd0123abcd",
    }
    for name, source in sources.items():
        follow(app, plugin=source)
        app.question(f"Install {name}?", source)
        app.accept_install()
        assert plugin(app, name)["source"] == source
        app.until("state.selected?.op === 'tell'")
    follow(app, p="u/nothing:Name")
    told = app.page.get_by_role("alert").first
    told.wait_for()
    for looked in ("manifest.imjoy.json", "coverslip-plugins.json"):
        assert f"{RAW}u/nothing/HEAD/{looked} (HTTP 404)" in told.inner_text()


def test_a_repository_lists_its_plugins_and_installs_a_collection_with_one_question(app: App, github: GitHub) -> None:
    one, two = python("One"), python("Two")
    listed = {
        "coverslip": 1,
        "name": "Numbers",
        "plugins": [
            {"name": "One", "version": "1.0.0", "src": "one.py", "sha256": hashlib.sha256(one).hexdigest()},
            {"name": "Two", "version": "1.0.0", "description": "The second.", "src": "two.py"},
        ],
        "collections": [{"name": "Both", "plugins": ["One", "Two", "Three"]}],
    }
    github.put(f"{RAW}u/numbers/HEAD/coverslip-plugins.json", json.dumps(listed).encode())
    github.put(f"{RAW}u/numbers/HEAD/one.py", one)
    github.put(f"{RAW}u/numbers/HEAD/two.py", two)
    follow(app, repo="u/numbers")
    repository = app.until("state.repository && JSON.parse(JSON.stringify(state.repository))")
    assert [(entry["name"], entry["installed"]) for entry in repository["entries"]] == [("One", None), ("Two", None)]
    both = repository["collections"][0]
    assert both["missing"] == ["Three"]
    app.page.evaluate(f"(args) => void {ACTIONS}.addPlugins(...args)", [both["sources"], "Both"])
    app.question("Install Both?")
    app.question("https://raw.githubusercontent.com/u/numbers/HEAD/two.py")
    assert app.state("state.questions[0].brings.map(({name}) => name)") == ["One", "Two"]
    assert app.page.get_by_role("button", name="Show all of it").count() == 0, "together they have no hash"
    app.accept_install()
    app.until("state.repository.entries.every((entry) => entry.installed !== null)")
    assert app.state("state.questions.length") == 0

    app.page.evaluate("() => { location.hash = '#/app?repo=u/numbers&plugin=Two&times=2' }")
    app.until("state.selected?.preset.times === 2")
    assert app.state("state.repository") is None
    assert app.state("state.plugins.find(({header}) => header.name === 'Two').id === state.selected.pluginId")


def test_a_changed_source_is_offered_and_the_installed_copy_stays_until_it_is_taken(app: App) -> None:
    address = app.site.put("/people/grows.py", python("Grows", "1.0.0"))
    pin = hashlib.sha256(python("Grows", "1.0.0")).hexdigest()
    app.install(address)
    app.site.put("/people/grows.py", python("Grows", "2.0.0"))

    act(app, "checkUpdate", address)
    assert plugin(app, "Grows")["update"]["version"] == "2.0.0"

    follow(app, plugin=address)
    app.question("Replace Grows 1.0.0 by 2.0.0?")
    app.button("Not now").click()
    app.until("state.selected?.op === 'tell'")
    kept = plugin(app, "Grows")
    assert kept["header"]["version"] == "1.0.0"
    assert "You kept version 1.0.0" in kept["changed"]

    follow(app, plugin=address, sha256=pin)
    app.until("state.selected?.op === 'tell'")
    app.until("state.plugins.some(({changed}) => changed.includes('2.0.0'))")
    assert app.state("state.questions.length") == 0

    app.page.evaluate(f"(id) => void {ACTIONS}.updatePlugin(id)", address)
    app.question("Replace Grows 1.0.0 by 2.0.0?")
    app.accept_install()
    app.until("state.plugins.find(({header}) => header.name === 'Grows').header.version === '2.0.0'")
    grown = plugin(app, "Grows")
    assert (grown["update"], grown["changed"]) == (None, "")


def test_what_a_plugin_depends_on_is_installed_with_one_question_and_found_by_name(app: App) -> None:
    app.site.put("/people/helper.py", python("Helper", answer="'helped ' + word"))
    answer = "await (await api.getPlugin('Helper')).tell('twice')"
    needy = python("Needy", header='# plugins = ["./helper.py"]\n', answer=answer)
    follow(app, plugin=app.site.put("/people/needy.py", needy))
    app.question("Install Needy?")
    assert app.state("state.questions[0].brings.map(({name, source}) => [name, source])") == [
        ["Helper", f"{app.site.origin}/people/helper.py"]
    ]
    app.accept_install()
    app.until("state.selected?.op === 'tell' && state.plugins.some(({header}) => header.name === 'Helper')")
    assert app.state("state.questions.length") == 0
    app.run()
    run = app.last_run("done", "failed", title="Needy tells")
    assert (run["state"], run["error"]) == ("done", None)
    assert app.state("state.windows.at(-1).text") == "helped twice"


def test_plugins_that_wait_for_one_another_to_start_are_told_so(app: App) -> None:
    for name, other in (("Ring A", "Ring B"), ("Ring B", "Ring A")):
        source = javascript(name, f"await api.getPlugin('{other}');")
        app.install(app.site.put(f"/people/{name.replace(' ', '_')}.imjoy.html", source))
    # The first was started to learn what it can do, and may still be finding out that the second was not there then.
    app.until("state.plugins.every((plugin) => plugin.state.kind !== 'starting')")
    ring = app.call("try { await coverslip.api.call('Ring A', 'name'); } catch (error) { return error.message; }")
    assert "Ring A → Ring B → Ring A" in ring or "Ring B → Ring A → Ring B" in ring


def test_a_collection_brings_plugins_that_depend_on_one_another_and_work(app: App) -> None:
    app.site.put("/people/pair_a.imjoy.html", javascript("Pair A", "", ("./pair_b.imjoy.html",)))
    app.site.put("/people/pair_b.imjoy.html", javascript("Pair B", "", ("./pair_a.imjoy.html",)))
    config = {"name": "Pair", "type": "collection", "version": "1.0.0", "dependencies": ["./pair_a.imjoy.html"]}
    file = f'<config lang="json">{json.dumps(config)}</config>'.encode()
    follow(app, plugin=app.site.put("/people/pair.imjoy.html", file))
    app.question("Install Pair?")
    assert app.state("state.questions[0].brings.map(({name}) => name)") == ["Pair A", "Pair B"]
    assert "Pair A → Pair B → Pair A" in app.state("state.questions[0].lacks[0]")
    app.accept_install()
    # Nobody started them, and yet what they can do is known, so that a person can run it.
    app.until("state.plugins.filter(({header, ops}) => header.name.startsWith('Pair ') && ops.length > 0).length === 2")
    asked = "coverslip.api.call('Pair A', 'ask', 'Pair B'), coverslip.api.call('Pair B', 'ask', 'Pair A')"
    assert app.call(f"return Promise.all([{asked}])") == ["Pair B", "Pair A"]
    assert app.state("state.questions.length") == 0


PASTE = """(field, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  field.dispatchEvent(new ClipboardEvent('paste', {clipboardData, bubbles: true, composed: true, cancelable: true}));
}"""


def test_a_pasted_plugin_is_exported_byte_by_byte_and_comes_back_as_itself(app: App, tmp_path: Path) -> None:
    text = python("Pasted").decode()
    app.page.get_by_role("button", name="Add a plugin").first.click()
    app.page.get_by_role("textbox", name="Link to a plugin").first.evaluate(PASTE, text)
    app.question("Install Pasted?", "Pasted.py")
    app.accept_install()
    item = plugin(app, "Pasted")
    with app.page.expect_download() as download:
        act(app, "exportPlugin", item["id"])
    download.value.save_as(tmp_path / "exported.py")
    assert download.value.suggested_filename == "Pasted.py"
    exported = (tmp_path / "exported.py").read_bytes()
    assert hashlib.sha256(exported).hexdigest() == item["sha256"]
    app.drop("other_name.py", exported)
    app.until("state.selected?.pluginId === 'text:Pasted' && state.tasks.length === 0")
    assert app.state("state.plugins.filter(({header}) => header.name === 'Pasted').length") == 1
    with pytest.raises(PlaywrightError, match="has no address that a link could name"):
        act(app, "shareLink", item["id"], {"op": None, "values": {}, "data": None})


def test_a_shared_link_is_pinned_and_brings_the_values_back(app: App) -> None:
    address = app.site.put("/people/shared.py", python("Shared"))
    app.install(address)
    link = act(app, "shareLink", address, {"op": "tell", "values": {"word": "a & b", "times": 3}, "data": None})
    assert hashlib.sha256(python("Shared")).hexdigest() in link
    app.page.goto("about:blank")
    app.page.goto(link)
    app.wait_ready()
    app.until("state.selected?.preset.times === 3")
    assert app.page.get_by_role("textbox", name="Word").input_value() == "a & b"
    assert app.state("state.questions.length") == 0


def test_the_values_of_a_link_reach_an_imjoy_plugin(app: App) -> None:
    address = app.site.put("/people/context.imjoy.html", javascript("Context", ""))
    app.install(address)
    follow(app, p=address, start="Context", colour="red", data="https://example.org/x.tif")
    app.until("state.runs.at(-1)?.state === 'done'")
    data, config = json.loads(app.state("state.windows.at(-1).text"))
    assert data == {"colour": "red", "data": "https://example.org/x.tif"}
    assert config["colour"] == "red"


def test_a_disabled_plugin_stays_disabled_and_a_removed_one_is_gone(app: App) -> None:
    address = app.site.put("/people/quiet.py", python("Quiet"))
    app.install(address)
    # What it can do is known from now on.
    assert app.call("return coverslip.api.call(args[0], 'tell')", address) == "hello"
    act(app, "setDisabled", address, True)
    follow(app, plugin=address)
    told = app.page.get_by_role("alert").first
    told.wait_for()
    assert "“Quiet” is disabled" in told.inner_text()
    assert plugin(app, "Quiet")["disabled"] is True
    act(app, "setDisabled", address, False)
    assert app.call("return coverslip.api.call(args[0], 'tell')", address) == "hello"
    act(app, "removePlugin", address)
    app.page.reload()
    app.wait_ready()
    assert app.state("state.plugins.some(({header}) => header.name === 'Quiet')") is False


OLD_STORE = """
const [name, record] = args;
await new Promise((resolve, reject) => {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('plugins', {keyPath: 'id'});
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const writing = opening.result.transaction('plugins', 'readwrite');
    writing.objectStore('plugins').put(record);
    writing.oncomplete = () => { opening.result.close(); resolve(); };
  };
});
"""


def test_plugins_that_an_earlier_version_kept_are_still_there(context: BrowserContext, site: StaticSite) -> None:
    source = python("Kept").decode()
    header = {"name": "Kept", "version": "1.0.0", "description": "", "authors": [], "licence": "", "icon": ""}
    record = {
        "id": "https://gone.example/kept.py", "source": "https://gone.example/kept.py", "fileName": "kept.py",
        "sha256": hashlib.sha256(source.encode()).hexdigest(), "text": source, "ops": [], "shipped": False,
        "installedAt": 1, "header": {**header, "dependencies": [], "requiresPython": "", "network": [], "samples": []},
    }  # fmt: skip
    page = context.new_page()
    page.goto(site.put("/blank.html", b"<!doctype html><title>Before the app</title>"))
    page.evaluate(f"async (args) => {{ {OLD_STORE} }}", [f"coverslip-plugins {site.base}", record])
    app = App.visit(page, site)
    assert plugin(app, "Kept")["kind"] == "python"
    assert app.call("return coverslip.api.call('Kept', 'tell')") == "hello"
