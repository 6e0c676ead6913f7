"""The plugin manager: what is installed, what it may do, what it said and sent, and how it is shared and removed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .harness.app import App
from .harness.process import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator

    from .harness.static_site import StaticSite

FOCUSED = """
let element = document.activeElement;
while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
return element?.textContent.replace(/\\s+/g, ' ').trim() ?? '';
"""
SMALL_TARGETS = """
const small = [];
const visit = (root) => {
  for (const each of root.querySelectorAll('*')) {
    if (each.shadowRoot) visit(each.shadowRoot);
    if (!each.matches('button, select, input:not([type=checkbox]), [role=tab], wa-dropdown-item')) continue;
    // A link in a text is as high as its line.
    if (each.matches('.place')) continue;
    const {width, height} = each.getBoundingClientRect();
    if (width > 0 && (height < 43.5 || width < 43.5)) small.push(`${each.outerHTML.slice(0, 90)} ${width}×${height}`);
  }
};
visit(document.querySelector('cs-manager').shadowRoot);
return small;
"""


@pytest.fixture
def desk(shared_app: App) -> Iterator[App]:
    """The app with the manager closed, before and after."""
    yield shared_app
    shared_app.page.keyboard.press("Escape")
    shared_app.page.keyboard.press("Escape")


def open_tab(app: App, plugin: str, tab: str) -> Locator:
    """Open the manager at a tab of a plugin by the plugin's menu; gives the panel."""
    app.button(f"More about {plugin}").first.click()
    app.page.get_by_role("menuitem", name=tab, exact=True).click()
    panel = app.page.locator("cs-plugin-detail").get_by_role("tabpanel")
    panel.wait_for()
    return panel


def until_focused(app: App, words: str) -> None:
    """Wait until what has these words is focused."""
    wait_until(lambda: words in app.call(FOCUSED), f"“{words}” being focused")


def test_a_plugin_is_found_and_looked_at_by_the_keyboard_alone(desk: App) -> None:
    keys = desk.page.keyboard
    desk.button("Open an image").first.focus()
    keys.press("Control+K")
    desk.page.locator("cs-palette input:focus").wait_for()
    keys.type("manage plugins")
    keys.press("Enter")
    desk.page.get_by_role("region", name="Plugin manager").wait_for()
    shown = desk.page.locator("cs-manager-list").get_by_role("button", name=re.compile("^Count nuclei"))
    shown.wait_for()
    sha256 = desk.state("state.plugins.find((plugin) => plugin.id === 'count_nuclei').sha256")
    for fact in ("1.0.0", "Comes with the app", "kB", sha256[:8], "Sealed"):
        shown.filter(has_text=fact).wait_for()
    shown.get_by_text("Asleep").wait_for()
    shown.focus()
    keys.press("ArrowDown")
    until_focused(desk, "Invert")
    keys.press("Enter")
    desk.page.get_by_role("tab", name="Overview").wait_for()
    desk.page.get_by_role("tab", name="Overview").focus()
    for name in ("Docs", "Source"):
        keys.press("ArrowRight")
        until_focused(desk, name)
    code = desk.page.get_by_label("Source of Invert, read-only")
    code.wait_for()
    assert "def invert(image: Image)" in code.inner_text()
    assert desk.page.locator(".cm-lineNumbers").inner_text().split()[:3] == ["1", "2", "3"]
    keys.type("x")
    assert "def invert(image: Image)" in code.inner_text()
    keys.press("Escape")
    desk.page.get_by_role("region", name="Plugin manager").wait_for(state="detached")


def test_a_line_of_a_traceback_leads_to_the_source(desk: App) -> None:
    source = desk.plugin("fails.py")
    desk.call("await coverslip.api.call({src: args[0]}, 'fail', {}).catch(() => 0)", source)
    panel = open_tab(desk, "Fails", "Log")
    panel.get_by_text("ValueError: the stain is missing").first.wait_for()
    line = panel.get_by_role("button", name='File "fails.py", line 22').last
    line.click()
    meant = desk.page.locator(".cm-meant")
    meant.wait_for()
    assert meant.inner_text().strip() == "raise ValueError(reason)"


def test_the_log_of_a_plugin_is_filtered_and_saved(desk: App) -> None:
    source = desk.plugin("shows.py")
    desk.call("const w = coverslip.workspace; w.log('info', 'Shows', 'a plain word', {pluginId: args[0]});", source)
    desk.call("const w = coverslip.workspace; w.log('warning', 'Shows', 'take care', {pluginId: args[0]});", source)
    desk.call(
        """
        const canvas = new OffscreenCanvas(8, 8);
        canvas.getContext('2d').fillRect(0, 0, 8, 8);
        const picture = await canvas.convertToBlob();
        coverslip.workspace.log('info', 'Shows', 'a picture', {pluginId: args[0], picture});
        """,
        source,
    )
    name = desk.state(f"state.plugins.find((plugin) => plugin.id === '{source}').header.name")
    panel = open_tab(desk, name, "Log")
    panel.get_by_role("img", name="a picture").wait_for()
    assert (
        panel.get_by_role("img", name="a picture").evaluate("(image) => image.decode().then(() => image.naturalWidth)")
        == 8
    )
    panel.get_by_text("a plain word").wait_for()
    panel.get_by_label("How much to show").select_option("warning")
    panel.get_by_text("a plain word").wait_for(state="detached")
    panel.get_by_text("take care").wait_for()
    saved = desk.saved(panel.get_by_role("button", name="Save the log"))
    assert saved.suggested_filename == f"{name}.log"
    assert saved.path().read_text().endswith(f"WARNING {name}: take care\n")


def test_requests_are_listed_filtered_and_copied(desk: App) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    entry = (
        "{{id: '{0}', time: Date.now(), pluginId: 'invert', method: 'GET', url: 'https://example.org/{0}',"
        " status: {1}, bytes: 1200, outcome: '{2}', reason: '{3}'}}"
    )
    asked = [entry.format("yes", "200", "done", ""), entry.format("no", "null", "refused", "not granted")]
    desk.call(f"coverslip.workspace.update({{network: [{','.join(asked)}]}});")
    panel = open_tab(desk, "Invert", "Requests")
    rows = panel.get_by_role("row")
    panel.get_by_text("not granted").wait_for()
    assert rows.count() == 3, "a row of names and two requests"
    panel.get_by_label("Which requests").select_option("refused")
    panel.get_by_text("https://example.org/yes").wait_for(state="detached")
    panel.get_by_role("button", name="Copy requests").click()
    panel.get_by_text("Copied").first.wait_for(state="attached")
    copied = desk.call("return navigator.clipboard.readText()").splitlines()
    assert [line.split("\t")[2] for line in copied] == ["address", "https://example.org/no"]
    assert copied[1].endswith("refused\tnot granted")
    desk.call("coverslip.workspace.update({network: []});")


def test_docs_run_no_code_and_fetch_nothing(desk: App) -> None:
    source = desk.plugin("documented.py")
    requests: list[str] = []
    desk.page.on("request", lambda request: requests.append(request.url))
    panel = open_tab(desk, "Documented", "Docs")
    panel.get_by_role("heading", name="How to use it.").wait_for()
    panel.get_by_text("Picture (not fetched): a plot").wait_for()
    link = panel.get_by_role("link", name="the site")
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener noreferrer")
    assert panel.locator("script, iframe, form, [onclick], [onerror], [style]").count() == 0
    assert panel.get_by_text("click me").get_attribute("href") is None
    assert desk.call("return globalThis.wasHere ?? null") is None
    assert [url for url in requests if "strange" in url] == []
    assert desk.state(f"state.plugins.some((plugin) => plugin.id === '{source}')")


def test_a_shared_link_opens_the_plugin_with_its_settings(
    chromium: Browser, desk: App, shared_site: StaticSite
) -> None:
    source = desk.plugin("steps.py")
    desk.until(f"state.plugins.find((plugin) => plugin.id === '{source}').ops.length > 0")
    desk.call("document.querySelector('cs-app').actions.select(args[0], 'walk')", source)
    desk.page.get_by_label("Steps", exact=True).first.fill("77")
    desk.button("More about Steps").first.click()
    desk.page.get_by_role("menuitem", name="Share").click()
    dialog = desk.page.locator("cs-share")
    dialog.get_by_role("img", name="QR code of the link to Steps").wait_for()
    link = dialog.get_by_label("Link", exact=True).input_value()
    sha256 = desk.state(f"state.plugins.find((plugin) => plugin.id === '{source}').sha256")
    assert link.startswith(f"{shared_site.address}#/app?")
    assert f"sha256={sha256}" in link
    dialog.get_by_label("With the settings as they are now").uncheck()
    expect(dialog.get_by_label("Link", exact=True)).not_to_have_value(link, timeout=90_000)
    assert "77" not in dialog.get_by_label("Link", exact=True).input_value()
    desk.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    context = chromium.new_context()
    other = App.follow(context.new_page(), shared_site, link)
    other.question("Install Steps?", sha256[:8])
    other.accept_install()
    other.until("state.selected?.op === 'walk'")
    assert other.state("state.selected.preset") == {"steps": 77}
    context.close()


def test_a_plugin_is_disabled_enabled_and_removed(desk: App) -> None:
    source = desk.plugin("echo.py")
    item = f"state.plugins.find((plugin) => plugin.id === '{source}')"
    name = desk.state(f"{item}.header.name")
    menu = desk.button(f"More about {name}").first
    menu.click()
    desk.page.get_by_role("menuitem", name="Disable").click()
    desk.until(f"{item}.disabled")
    panel = open_tab(desk, name, "About")
    desk.page.get_by_text("It is disabled: nothing can start it.").wait_for()
    panel.wait_for()
    desk.button("Enable").click()
    desk.until(f"!{item}.disabled")
    menu.click()
    desk.page.get_by_role("menuitem", name="Remove").click()
    desk.page.locator("cs-remove").get_by_role("button", name="Keep").click()
    desk.page.get_by_role("dialog").wait_for(state="detached")
    assert desk.state(f"{item} !== undefined")
    menu.click()
    desk.page.get_by_role("menuitem", name="Remove").click()
    desk.page.locator("cs-remove").get_by_role("button", name="Remove").click()
    desk.until(f"{item} === undefined")
    desk.page.get_by_text("This plugin is not installed any more.").wait_for()


def test_everything_is_large_enough_for_a_finger(chromium: Browser, shared_site: StaticSite) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    phone = App.visit(context.new_page(), shared_site)
    phone.page.get_by_role("tab", name="Plugins").tap()
    phone.button("Manage plugins").tap()
    listed = phone.page.locator("cs-manager-list").get_by_role("button", name=re.compile("^Invert"))
    listed.wait_for()
    assert phone.call(SMALL_TARGETS) == []
    listed.tap()
    for tab in ("Overview", "Docs", "Source", "Permissions", "Network", "Log"):
        phone.page.get_by_role("tab", name=tab).last.tap()
        phone.page.locator("cs-plugin-detail").get_by_role("tabpanel", name=tab).wait_for()
        assert phone.call(SMALL_TARGETS) == []
        assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    phone.button("All plugins").tap()
    listed.wait_for()
    context.close()
