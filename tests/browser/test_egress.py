"""A hostile plugin in a sandbox sends nothing away and reaches nothing of the host, in any of the three engines."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError

from .conftest import serve
from .harness.chromium import Chromium
from .harness.collector import Collector
from .harness.engine import ScriptError
from .harness.firefox import Firefox, MarionetteError
from .harness.hidden import HIDDEN, UNTOUCHED, hide, traces
from .harness.process import wait_until
from .harness.unsealed import without_gate_policy, without_sandbox_policy
from .harness.webkit import WebDriverError, WebKit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Playwright

    from .harness.engine import Engine, Tab
    from .harness.static_site import StaticSite

PLUGINS = Path(__file__).parent / "plugins"
LEAST_WAYS = 25
READY = "return globalThis.coverslip?.api !== undefined && navigator.serviceWorker.controller !== null;"
ISOLATED = "return globalThis.coverslip?.api !== undefined && crossOriginIsolated;"
RUN = """
const {request, op, values} = args[0];
await coverslip.api.installPlugin(request);
const plugin = await coverslip.api.getPlugin(request);
return await plugin[op](values);
"""


WITHDRAW = """
const none = {network: [], camera: false, microphone: false, clipboard: false, engine: false, plugins: []};
await document.querySelector('cs-app').actions.setGrant(args[0], none);
"""
REMOVE_ALL = """
const {actions} = document.querySelector('cs-app');
for (const {id} of coverslip.workspace.state.plugins) if (id.startsWith('http')) await actions.removePlugin(id);
"""


@dataclass
class Stage:
    """A tab with the app, beside a collector, in one engine."""

    tab: Tab
    site: StaticSite
    collector: Collector
    outcomes: dict[str, str] = field(default_factory=dict)

    def run(self, file: str, op: str, **values: object) -> object:
        """Run an op of one of the tests' plugins."""
        request = {"src": f"{self.site.origin}/plugins/{file}", "confirm": False}
        call = {"request": request, "op": op, "values": values}
        return self.tab.evaluate(RUN, call, timeout=120)

    def grant(self, file: str, origin: str) -> str:
        """Serve one of the tests' plugins with a header that asks for an origin; gives the new file's name."""
        text = (
            (PLUGINS / file)
            .read_text()
            .replace("# [tool.coverslip]\n", f'# [tool.coverslip]\n# network = ["{origin}"]\n')
        )
        assert origin in text
        name = f"granted_{origin.rpartition(':')[2]}_{file}"
        self.site.put(f"/plugins/{name}", text.encode())
        return name

    def escape(self, file: str, script: str = "", site: str = "") -> dict[str, str]:
        """Run a hostile plugin; gives what it says about each of its ways.

        Args:
            file: the plugin.
            script: the JavaScript that it is to run.
            site: the address that it is told as the app's own, if another one.
        """
        values = {"address": self.collector.address, "site": site or self.site.address}
        if script:
            text = (PLUGINS / script).read_text()
            values |= {"script": text, "stun": self.collector.stun}
        report = self.run(file, "escape", **values)
        assert isinstance(report, str)
        outcomes: dict[str, str] = json.loads(report)
        return outcomes

    def leaks(self) -> list[str]:
        """Requests to the app's own site that carry something away."""
        return [path for path in self.site.asked() if "leak" in path]

    def arrivals(self) -> list[str]:
        """What reached the collector before a request of the page itself, which comes last."""
        self.tab.evaluate("await fetch(args[0] + '/the-end', {mode: 'no-cors'})", self.collector.address)
        last = "GET /the-end HTTP/1.1"
        assert self.collector.wait_for(lambda arrivals: last in arrivals, 90), "the collector itself is deaf"
        return [arrival for arrival in self.collector.arrivals if arrival != last]


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def engine(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Engine]:
    running: Engine
    match request.param:
        case "chromium":
            running = Chromium(playwright.chromium)
        case "firefox":
            running = Firefox()
        case _:
            running = WebKit()
    yield running
    running.close()


@pytest.fixture(scope="module")
def shared_stage(engine: Engine, dist: Path) -> Iterator[Stage]:
    """One tab for all tests in an engine."""
    with serve(dist) as site, Collector() as collector:
        yield open_stage(engine, site, collector)


@pytest.fixture
def stage(shared_stage: Stage) -> Iterator[Stage]:
    """The tab, without the plugins of the test before: each of their sandboxes takes some 300 MB of one process."""
    yield shared_stage
    shared_stage.tab.evaluate(REMOVE_ALL)


@pytest.fixture
def granted() -> Iterator[Collector]:
    """The one origin that plugins are granted."""
    with Collector() as collector:
        yield collector


def open_stage(engine: Engine, site: StaticSite, collector: Collector) -> Stage:
    tab = engine.tab()
    tab.open(site.address)
    if engine.name == "webkit":
        # It is never isolated, so the visit that counts is the second one, which the service worker serves.
        wait_for(tab, READY)
        tab.open(site.address)
        wait_for(tab, READY)
    else:
        wait_for(tab, ISOLATED, again=site.address)
    return Stage(tab, site, collector)


def wait_for(tab: Tab, condition: str, again: str | None = None) -> None:
    """Wait until a condition holds, while the page may be on its way to its next load.

    Args:
        tab: where the app is.
        condition: the body of a function.
        again: the address to open once more when the app is ready and the condition does not hold, as on a busy
            machine where the service worker came too late for the first visit.
    """

    def holds() -> bool:
        try:
            if tab.evaluate(condition):
                return True
            if again and tab.evaluate(READY):
                tab.open(again)
        except (ScriptError, MarionetteError, WebDriverError, PlaywrightError, TimeoutError):
            return False
        return False

    wait_until(holds, "the app being ready", interval=0.1)


def refused(outcomes: dict[str, str]) -> dict[str, str]:
    """The ways that were not refused; empty when all were."""
    return {name: outcome for name, outcome in outcomes.items() if not outcome.startswith("refused: ")}


def test_no_api_of_a_worker_sends_anything_away(stage: Stage) -> None:
    outcomes = stage.escape("hostile_script.py", "hostile_requests.js")
    assert len(outcomes) >= LEAST_WAYS
    assert (stage.arrivals(), stage.leaks()) == ([], [])
    assert refused(outcomes) == {}


def test_nothing_in_python_sends_anything_away(stage: Stage) -> None:
    outcomes = stage.escape("hostile_python.py")
    assert len(outcomes) >= 20
    assert (stage.arrivals(), stage.leaks()) == ([], [])
    allowed = {"name look-up"}  # Emscripten makes an address up for every name; nobody is asked.
    assert refused(outcomes).keys() <= allowed


def test_the_app_carries_nothing_away_for_a_plugin(stage: Stage) -> None:
    stage.run("vault.py", "keep", text=HIDDEN)
    outcomes = stage.escape("hostile_host.py")
    assert len(outcomes) >= 12
    assert HIDDEN not in json.dumps(outcomes)
    assert (stage.arrivals(), stage.leaks()) == ([], [])
    allowed = {"another plugin"}  # Its ops may be called; that its secret is kept is asserted above.
    assert refused(outcomes).keys() <= allowed


def test_no_storage_of_the_host_is_reached(stage: Stage) -> None:
    hide(stage.tab)
    outcomes = stage.escape("hostile_script.py", "hostile_storage.js")
    assert len(outcomes) >= LEAST_WAYS
    assert HIDDEN not in json.dumps(outcomes)
    assert f"{stage.site.address}app/" not in json.dumps(outcomes), "what the host has loaded is not seen"
    assert traces(stage.tab) == UNTOUCHED


@pytest.mark.parametrize(("file", "script"), [("hostile_script.py", "hostile_requests.js"), ("hostile_python.py", "")])
def test_a_grant_for_one_origin_lets_nothing_out_to_another(
    stage: Stage, granted: Collector, file: str, script: str
) -> None:
    outcomes = stage.escape(stage.grant(file, granted.address), script)
    assert (stage.arrivals(), stage.leaks(), granted.arrivals) == ([], [], [])
    allowed = {"name look-up"}
    assert refused(outcomes).keys() <= allowed


def test_no_detour_leads_from_a_granted_origin_to_another(engine: Engine, stage: Stage, granted: Collector) -> None:
    file = stage.grant("hostile_script.py", granted.address)
    outcomes = stage.escape(file, "hostile_detours.js", granted.address)
    assert (stage.arrivals(), stage.leaks()) == ([], [])
    ways = {name: outcome for name, outcome in outcomes.items() if not name.startswith("allowed: ")}
    assert len(ways) >= 2 * LEAST_WAYS
    assert refused(ways) == {}
    # What was allowed did get through, and nothing that should not have.
    allowed = ["/allowed-fetch", "/allowed-on", "/allowed-xhr", "/allowed-no-cors"]
    # WebKit follows redirects of WebSockets, so plugins get none there.
    allowed += [] if engine.name == "webkit" else ["/allowed-socket"]
    assert len(refused(outcomes)) == len(allowed), outcomes
    for path in allowed:
        assert any(path in arrival for arrival in granted.arrivals), path
    for path in ("/another-name", "/with-user-name", "/script.js"):
        assert not any(path in arrival for arrival in granted.arrivals), path


def test_a_withdrawn_grant_ends_at_once(stage: Stage, granted: Collector) -> None:
    file = stage.grant("hostile_script.py", granted.address)
    stage.escape(file, "hostile_detours.js", granted.address)
    stage.tab.evaluate(WITHDRAW, f"{stage.site.origin}/plugins/{file}")
    granted.reset()
    outcomes = stage.escape(file, "hostile_detours.js", granted.address)
    assert (stage.arrivals(), stage.leaks(), granted.arrivals) == ([], [], [])
    assert refused(outcomes) == {}
    assert "permissions of the plugin" in outcomes["allowed: fetch"]


def test_redirects_arrive_where_the_policy_of_the_gate_is_opened(engine: Engine, dist: Path, tmp_path: Path) -> None:
    with serve(without_gate_policy(dist, tmp_path / "open")) as site, Collector() as collector, Collector() as granted:
        stage = open_stage(engine, site, collector)
        stage.escape(stage.grant("hostile_script.py", granted.address), "hostile_detours.js", granted.address)
        arrivals = stage.arrivals()
        for way in ("/fetch-302", "/post-307", "/no-cors-308", "/xhr-301", "/twice"):
            assert any(way in arrival for arrival in arrivals), (way, arrivals)
        stage.tab.close()


def test_requests_arrive_where_the_sandbox_policy_is_taken_out(engine: Engine, dist: Path, tmp_path: Path) -> None:
    with serve(without_sandbox_policy(dist, tmp_path / "unsealed")) as site, Collector() as collector:
        stage = open_stage(engine, site, collector)
        outcomes = stage.escape("hostile_script.py", "hostile_requests.js")
        arrivals = stage.arrivals()
        # The worker's own fetch and XMLHttpRequest ask the broker, so others have to show that it is the policy.
        for way in ("EventSource", "Worker-from-a-blob-that-fetches", "Worker-in-a-Worker-that-fetches"):
            assert any(f"/{way}" in arrival for arrival in arrivals), (way, arrivals)
        assert refused(outcomes) != {}
        stage.tab.close()


def test_the_collector_hears_datagrams(engine: Engine, dist: Path) -> None:
    if engine.name == "webkit":
        # Debian builds WebKitGTK without WebRTC: this is what keeps the silence of its UDP port meaningful.
        with serve(dist) as site:
            tab = engine.tab()
            tab.open(site.address)
            assert tab.evaluate("return typeof RTCPeerConnection") == "undefined"
            return
    with serve(dist) as site, Collector() as collector:
        tab = engine.tab()
        tab.open(site.address)
        tab.evaluate(
            "globalThis.peer = new RTCPeerConnection({iceServers: [{urls: args[0]}]});"
            "peer.createDataChannel('x'); await peer.setLocalDescription(await peer.createOffer());",
            collector.stun,
        )
        assert collector.wait_for(lambda arrivals: any(each.startswith("UDP") for each in arrivals), 90)
        tab.close()
