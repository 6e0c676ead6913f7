"""What a notebook shows of an engine: a link, or the app in a frame."""

from __future__ import annotations

import html

#: Which address a browser can reach is known to the page of the notebook only: that of Jupyter's proxy, where there is
#: one, since the kernel may be on another machine; else the engine's own.
_SCRIPT = """
(() => {
  const box = document.currentScript.parentElement;
  const { folder: own, port, page, framed } = box.dataset;
  const show = (folder) => {
    box.querySelector('a').href = folder + page;
    const frame = box.querySelector('iframe');
    if (frame) frame.src = folder + framed;
    const probe = new WebSocket(`${folder.replace(/^http/, 'ws')}rpc`);
    // Closing a socket before it has opened is an error of it, too.
    const silence = setTimeout(() => probe.close(), 15000);
    const note = box.querySelector('[role=alert]');
    probe.onopen = () => { note.hidden = true; probe.close(); };
    probe.onclose = () => clearTimeout(silence);
    probe.onerror = () => { note.hidden = false; };
  };
  const settings = document.getElementById('jupyter-config-data');
  const base = settings ? JSON.parse(settings.textContent).baseUrl : document.body.dataset.baseUrl;
  if (!base || /^https?:..(?!127[.]0[.]0[.]1)/.test(own)) return show(own);
  const folder = new URL(base, location.origin);
  fetch(new URL('server-proxy/servers-info', folder)).then(({ ok }) => ok, () => false)
    .then((isThere) => show(isThere ? new URL(`proxy/${port}/`, folder).href : own));
})();
"""
_WORDS = "Open the app with this engine"
#: What is said where the app would wait for an answer that can't come.
_UNREACHED = (
    "This browser can't reach the engine: nothing lets a WebSocket through from here to the notebook's kernel, and the "
    "app needs one. Where a proxy stands between, as on Colab, run this notebook in a JupyterLab of your own."
)
_ALLOW = "cross-origin-isolated; fullscreen; clipboard-read; clipboard-write; camera; microphone"


def output_html(folder: str, port: int, page: str, framed: str | None = None, height: int = 0) -> str:
    """The output of a cell.

    Args:
        folder: the app's address, as this machine reaches it.
        port: where the engine listens.
        page: the part of the link behind the folder.
        framed: likewise, of the app in a frame, which shares no storage with that of the link; None for no frame.
        height: of the frame in pixels.
    """
    facts = {"folder": folder, "port": str(port), "page": page, "framed": framed or ""}
    data = " ".join(f'data-{name}="{html.escape(value)}"' for name, value in facts.items())
    return (
        f'<div {data}><p><a href="{html.escape(folder + page)}" target="_blank" rel="noopener">{_WORDS}</a></p>'
        f'<p role="alert" hidden>{html.escape(_UNREACHED)}</p>'
        f"{'' if framed is None else _frame(height)}<script>{_SCRIPT}</script></div>"
    )


def _frame(height: int) -> str:
    style = f"width: 100%; height: {int(height)}px; border: 1px solid #8888"
    return f'<iframe title="Coverslip" allow="{_ALLOW}" style="{style}"></iframe>'
