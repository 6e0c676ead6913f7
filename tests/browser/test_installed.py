"""The package as people install it: from its wheel, started by its command, without the checkout."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from build_steps.wheel import wheel

from .harness.app import App
from .harness.engine_program import linked
from .harness.installed import Installed, clean, install

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from build_steps.config import Config

    from .harness.static_site import StaticSite

PLUGIN = Path(__file__).parent / "plugins" / "engine_ops.py"
SLOW = 300


@pytest.fixture(scope="module")
def installed(config: Config, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own."""
    return install(config, wheel(config), tmp_path_factory.mktemp("installed") / "venv")


def test_the_installed_command_serves_an_app_that_is_connected_and_works_offline(
    installed: Installed, context: BrowserContext, site: StaticSite, tmp_path: Path
) -> None:
    words = ["--port", "0", "--data", str(tmp_path / "data"), "--base", "/lab/engine/"]
    with linked([installed.program("coverslip-engine"), *words], clean(), tmp_path) as link:
        assert "/lab/engine/#/app?engine=.&token=" in link
        app = App.follow(context.new_page(), site, link)
        app.until("state.engines[0]?.state === 'connected'")
        assert "token" not in app.page.url
        assert app.state("state.notices.length") == 0
        app.drop(PLUGIN.name, PLUGIN.read_bytes())
        app.accept_install()
        app.until("state.plugins.some(({id, ops}) => id === 'file:engine_ops.py' && ops.length > 0)", SLOW)
        shape = app.call(
            """
            const engine = await coverslip.api.engines.connect(args[0]);
            const plugin = await engine.getPlugin({src: 'file:engine_ops.py'});
            const image = new coverslip.NDArray(Float32Array.from({length: 12}, (_, i) => i), [3, 4]);
            return [...(await plugin.smooth(image)).shape];
            """,
            link,
        )
        assert shape == [3, 4]
        app.until("state.status.offline.kind === 'ready'", SLOW)
    # The engine is gone, and the app is not.
    app.page.reload()
    app.wait_ready()
    app.until("state.plugins.some(({id}) => id === 'file:engine_ops.py')")
