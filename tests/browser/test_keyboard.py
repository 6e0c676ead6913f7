"""An op is found, set up, run, stopped and looked at without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .harness.app import App

FOCUSED = """
let element = document.activeElement;
while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
const host = element?.getRootNode().host;
const text = (each) => each?.getAttribute('aria-label') || each?.labels?.[0]?.textContent || each?.textContent || '';
return (text(element).trim() || text(host).trim() || '').replace(/\\s+/g, ' ');
"""
VISIBLE = """
let element = document.activeElement;
while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
for (let each = element; each; each = each.parentElement ?? each.getRootNode().host) {
  const style = getComputedStyle(each);
  if (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) return true;
  if (style.boxShadow !== 'none') return true;
  const focused = each.matches(':focus, :focus-within') && each.shadowRoot;
  if (focused) for (const inner of each.shadowRoot.querySelectorAll('*')) {
    const own = getComputedStyle(inner);
    if (own.outlineStyle !== 'none' && parseFloat(own.outlineWidth) > 0) return true;
  }
}
return false;
"""


def tab_to(app: App, name: str, limit: int = 80) -> None:
    """Press Tab until what has that name is focused."""
    seen = []
    for _ in range(limit):
        app.page.keyboard.press("Tab")
        focused = app.call(FOCUSED)
        seen.append(focused)
        if focused == name:
            return
    raise AssertionError(f"“{name}” was not reached by Tab; reached were {seen}")


def test_a_run_by_the_keyboard_alone(app: App) -> None:
    source = app.plugin("steps.py")
    app.until(f"state.plugins.find((plugin) => plugin.id === '{source}').ops.length > 0")
    app.page.reload()
    app.wait_ready()
    tab_to(app, "Walk")
    app.page.keyboard.press("Enter")
    app.until("state.selected?.op === 'walk'")
    tab_to(app, "Steps")
    app.page.keyboard.press("Control+A")
    app.page.keyboard.type("500")
    tab_to(app, "Run")
    assert app.call(VISIBLE), "the focus is seen"
    app.page.keyboard.press("Enter")
    app.until("state.runs.at(-1)?.progress.fraction > 0")
    assert app.state("state.runs.at(-1).params.steps") == 500
    tab_to(app, "Stop")
    app.page.keyboard.press("Enter")
    assert app.last_run("stopped", "failed", "done")["state"] == "stopped"


def test_the_palette_finds_an_op(app: App) -> None:
    app.page.keyboard.press("Control+K")
    focused = app.page.locator("cs-palette input:focus")
    focused.wait_for()
    app.page.keyboard.type("invert")
    app.page.keyboard.press("Enter")
    app.until("state.selected?.pluginId === 'invert'")


def test_questions_are_answered_by_the_keyboard(app: App) -> None:
    address = f"{app.site.origin}/plugins/loops.py"
    app.call("coverslip.api.installPlugin({src: args[0]}).catch(() => 0)", address)
    app.until("state.questions.length === 1")
    app.page.get_by_role("dialog").wait_for()
    app.page.keyboard.press("Escape")
    app.until("state.questions.length === 0")
    assert app.state(f"state.plugins.some((plugin) => plugin.id === '{address}')") is False
    app.call("coverslip.api.installPlugin({src: args[0]}).catch(() => 0)", address)
    app.until("state.questions.length === 1")
    app.page.get_by_role("dialog").wait_for()
    tab_to(app, "Install", 12)
    app.page.keyboard.press("Enter")
    app.until(f"state.plugins.some((plugin) => plugin.id === '{address}')")
