"""Links: what is asked before a plugin is installed, and what a person is told when a link is wrong."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from .harness.app import App
from .harness.static_site import Faults, StaticSite

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

PLUGIN = b"""# /// script
# requires-python = ">=3.11"
# dependencies = []
# [tool.coverslip]
# name = "Linked"
# version = "1.2.3"
# description = "Comes by a link."
# ///
from coverslip import op


@op(title="Answer")
async def answer(question: str = "", times: int = 1) -> int:
    \"\"\"Give the answer.\"\"\"
    return 42 * times
"""
HEADER, _, CODE = PLUGIN.partition(b"# ///\nfrom")


def follow(app: App, link: str) -> None:
    """Go to a link in the tab that shows the app, as by typing it; a change after `#` alone does not reload."""
    app.page.goto("about:blank")
    app.page.goto(app.site.address + link)
    app.wait_ready()


def told(app: App) -> str:
    """What the alert says that comes up."""
    alert = app.page.get_by_role("alert").first
    alert.wait_for()
    return alert.inner_text()


def link(**parts: str) -> str:
    return "#/app?" + urlencode(parts)


def wrong_links() -> dict[str, tuple[str, list[str]]]:
    """Links that can't work, and words that have to be in what is told."""
    return {
        "nothing behind the address": (link(plugin="/people/none.py"), ["none.py", "404"]),
        "no plugin named": ("#/app?run=count", ["plugin="]),
        "no link at all": ("#/other?plugin=x", ["#/app?plugin="[1:]]),
        "a name that isn't shipped": (link(plugin="count_nucle"), ["count_nucle", "count_nuclei"]),
        "a protocol that isn't fetched": (link(plugin="ftp://example.org/x.py"), ["ftp:"]),
        "a password in the address": (link(plugin="https://ada:secret@example.org/x.py"), ["password"]),
        "a hash that is none": (link(plugin="/people/linked.py", sha256="abc"), ["sha256", "64"]),
        "an op that isn't there": (link(plugin="invert", run="inwert"), ["inwert", "invert"]),
        "a part named twice": ("#/app?plugin=invert&plugin=invert", ["plugin", "more than once"]),
        "an image that isn't there": (link(plugin="invert", data="/people/none.tif"), ["none.tif", "404"]),
        "an image with no address": (link(plugin="invert", data="mailto:ada"), ["mailto:ada"]),
        "a host that answers nobody": (link(plugin="http://127.0.0.1:9/x.py"), ["127.0.0.1:9"]),
        "a page instead of a plugin": (link(plugin="/people/page.py"), ["page.py", "no header"]),
        "a plugin without a header": (link(plugin="/people/headless.py"), ["headless.py"]),
        "a header that can't be read": (link(plugin="/people/garbled.py"), ["garbled.py"]),
        "a header with an unknown key": (link(plugin="/people/extra.py"), ["colour"]),
        "a package that the site does not carry": (link(plugin="/people/needy.py"), ["no-such-package"]),
        "a plugin that is no text": (link(plugin="/people/binary.py"), ["binary.py", "UTF-8"]),
    }


@pytest.fixture(scope="module")
def linked(shared_app: App) -> App:
    site = shared_app.site
    site.put("/people/linked.py", PLUGIN)
    site.put("/people/page.py", b"<!doctype html><title>Not a plugin</title>")
    site.put("/people/page.html", b"<!doctype html><title>A page that may speak ImJoy's protocol</title>")
    site.put("/people/headless.py", b"print('hello')\n")
    site.put("/people/garbled.py", PLUGIN.replace(b'name = "Linked"', b'name = "Linked'))
    site.put("/people/extra.py", PLUGIN.replace(b"# version", b'# colour = "red"\n# version'))
    site.put("/people/needy.py", PLUGIN.replace(b"[]", b'["no-such-package"]'))
    site.put("/people/binary.py", b"\xff\xfe\x00")
    return shared_app


@pytest.mark.parametrize("fault", list(wrong_links()))
def test_a_wrong_link_says_what_is_wrong_with_it(linked: App, fault: str) -> None:
    address, words = wrong_links()[fault]
    follow(linked, address)
    message = told(linked)
    for word in words:
        assert word in message
    assert "undefined" not in message
    assert linked.state("state.plugins.some((plugin) => plugin.header.name === 'Linked')") is False


def test_a_wrong_sha256_is_refused_and_both_are_named(linked: App) -> None:
    wrong = "0" * 64
    follow(linked, link(plugin="/people/linked.py", sha256=wrong))
    message = told(linked)
    assert wrong in message
    assert hashlib.sha256(PLUGIN).hexdigest() in message
    assert linked.state("state.questions.length") == 0


def test_a_no_installs_nothing_and_a_yes_is_asked_once(context: BrowserContext, site: StaticSite) -> None:
    site.put("/people/linked.py", PLUGIN)
    sha256 = hashlib.sha256(PLUGIN).hexdigest()
    parts = {"plugin": f"{site.origin}/people/linked.py", "sha256": sha256, "run": "answer", "question": "what?"}
    app = App.visit(context.new_page(), site, parts)
    app.question("Install Linked?")
    app.button("Show all of it").click()
    app.question("1.2.3", "Comes by a link.", parts["plugin"], sha256, "Sealed.")
    app.button("Not now").click()
    app.until("state.questions.length === 0")
    assert app.state("state.plugins.some((plugin) => plugin.header.name === 'Linked')") is False

    follow(app, link(**parts))
    app.accept_install()
    app.until("state.selected?.op === 'answer'")
    assert app.page.get_by_role("textbox", name="Question").input_value() == "what?"
    follow(app, link(**parts))
    app.until("state.selected?.op === 'answer'")
    assert app.state("state.questions.length") == 0
    app.run()
    assert app.last_run("done", "failed")["state"] == "done"


def test_a_page_is_offered_as_a_window_and_said_to_use_the_network(linked: App) -> None:
    follow(linked, link(plugin="/people/page.html#/start"))
    linked.question("people page.html?", f"{linked.site.origin}/people/page.html#/start")
    assert linked.state("state.questions[0].asks.network") == [linked.site.origin]
    assert linked.state("state.questions[0].header.kind") == "rpc-window"
    linked.button("Not now").click()
    linked.until("state.questions.length === 0")


def test_a_value_that_the_op_does_not_take_is_named(linked: App) -> None:
    linked.install(linked.site.origin + "/people/linked.py")
    follow(linked, link(plugin="/people/linked.py", times="many"))
    assert "“times” to “many”; expected a number" in told(linked)
    follow(linked, link(plugin="/people/linked.py", extra="1"))
    assert "“extra”, which “Answer” does not take" in told(linked)


def test_a_plugin_on_another_host_is_fetched_where_that_host_allows_it(linked: App) -> None:
    with StaticSite(linked.site.root, headers={"access-control-allow-origin": "*"}) as open_host:
        plugin = open_host.put("/open.py", PLUGIN.replace(b'"Linked"', b'"Open"'))
        follow(linked, link(plugin=plugin))
        linked.accept_install()
        linked.until("state.plugins.some((plugin) => plugin.header.name === 'Open')")
    with StaticSite(linked.site.root) as closed_host:
        plugin = closed_host.put("/closed.py", PLUGIN)
        follow(linked, link(plugin=plugin))
        assert "closed.py" in told(linked)


def test_an_installed_plugin_stands_in_when_its_host_is_down(linked: App) -> None:
    address = linked.site.put("/people/steady.py", PLUGIN.replace(b'"Linked"', b'"Steady"'))
    linked.install(address)
    linked.site.faults["/people/steady.py"] = Faults(status=503)
    follow(linked, link(plugin=address))
    linked.until("state.selected?.op === 'answer'")
    linked.run()
    assert linked.last_run("done", "failed")["state"] == "done"
