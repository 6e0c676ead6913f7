"""Sandboxes that are kept ready: quick for those whose packages they hold, and with no traces for any other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .harness.process import wait_until

if TYPE_CHECKING:
    from .harness.app import App

NAMES = ["numpy", "rehearsal"]
CALL = "return coverslip.api.call({src: args[0], confirm: false}, args[1], args[2])"
READY = "return performance.getEntriesByName('coverslip: sandbox ready').length"


def test_the_next_plugin_finds_its_package_imported_and_others_find_nothing_of_it(app: App) -> None:
    first, second, other = (
        f"{app.site.origin}/plugins/{name}" for name in ("sees_numpy.py", "sees_numpy.py?again", "sees_nothing.py")
    )
    assert app.call(CALL, first, "found", NAMES[:1]) == ["numpy"]
    app.page.reload()
    app.wait_ready()
    # Numpy is kept in this browser now, so a sandbox with it is made ready while nothing else goes on.
    wait_until(lambda: app.call(READY) > 0, "the sandboxes being ready", interval=0.1)
    assert app.call(CALL, other, "loaded", NAMES) == []
    assert app.call(CALL, other, "found", NAMES) == []
    assert app.call(CALL, second, "loaded", NAMES) == ["numpy"]
