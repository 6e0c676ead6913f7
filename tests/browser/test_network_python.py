"""Python's own ways into the network, and packages from an index: as far as was granted, and offline what was kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_steps.pip_client import Target, pip_download
from tests.build.wheel_maker import wheel_bytes

from .harness.static_site import StaticSite

if TYPE_CHECKING:
    from collections.abc import Iterator

    from build_steps.config import Config

    from .harness.app import App

PLUGIN = Path(__file__).parent / "plugins" / "asks_network.py"
WAYS = ("pyfetch", "open_url", "urllib", "requests", "httpx", "fsspec", "micropip")
PACKAGES = (
    "requests==2.34.2", "urllib3==2.8.0", "charset-normalizer==3.5.3", "idna==3.20", "certifi==2026.10.18",
    "httpx==0.28.1", "httpcore==1.0.9", "h11==0.16.0", "anyio==4.16.0", "typing-extensions==4.16.0", "fsspec==2026.9.0",
)  # fmt: skip
PURE = Target("pyemscripten_2026_0_wasm32", "3.14")
CALL = "return coverslip.api.call(args[0], 'ask', {url: args[1]})"


def host(text: str) -> StaticSite:
    """A host that lets pages of other sites read what it has."""
    site = StaticSite(Path("/nonexistent"), base="/none/", headers={"access-control-allow-origin": "*"})
    site.put("/text", text.encode())
    site.put("/other-1.0-py3-none-any.whl", wheel_bytes("other", {"other.py": f"TEXT = {text!r}\n"}))
    return site


@pytest.fixture
def granted(config: Config) -> Iterator[StaticSite]:
    """The host that the plugin asks for, with an index of packages."""
    with host("granted") as site:
        for requirement in PACKAGES:
            file = pip_download(config, requirement, target=PURE)
            content = file.read_bytes()
            address = site.put(f"/files/{file.name}", content)
            link = f'<a href="{address}#sha256={hashlib.sha256(content).hexdigest()}">{file.name}</a>'
            site.put(f"/simple/{requirement.split('==')[0]}/", link.encode())
        yield site


def answers(app: App, plugin: str, origin: str) -> dict[str, str]:
    said: str = app.call(CALL, plugin, f"{origin}/text")
    return dict(line.split(": ", 1) for line in said.split("\n"))


def test_every_way_reaches_what_is_granted_and_nothing_else_and_an_update_may_reach_more(
    shared_app: App, granted: StaticSite
) -> None:
    app = shared_app
    with host("elsewhere") as elsewhere:

        def put(origins: str) -> str:
            text = PLUGIN.read_text(encoding="utf-8").replace("@INDEX@", f"{granted.origin}/simple")
            return app.site.put("/people/asks_network.py", text.replace("@ORIGIN@", origins).encode())

        plugin = app.install(put(granted.origin))
        assert answers(app, plugin, granted.origin) == dict.fromkeys(WAYS, "granted")
        refused = answers(app, plugin, elsewhere.origin)
        assert list(refused) == list(WAYS)
        assert all(f"may not reach {elsewhere.origin}" in why for why in refused.values()), refused
        assert not elsewhere.asked()

        put(f'{granted.origin}", "{elsewhere.origin}')
        app.call("globalThis.updated = coverslip.api.installPlugin({src: args[0]}); return 0", plugin)
        app.question("New", elsewhere.origin)
        app.accept_install()
        app.call("return await updated")
        assert answers(app, plugin, elsewhere.origin) == dict.fromkeys(WAYS, "elsewhere")

    granted.stop()
    app.page.reload()
    app.wait_ready()
    # The packages are there without their index; the host is not.
    gone = answers(app, plugin, granted.origin)
    assert all(f"{granted.origin} could not be reached" in why for why in gone.values()), gone
