"""What a notebook shows of an engine: a link, or the app in a frame."""

from __future__ import annotations

import html

#: Which address a browser can reach is known to the page of the notebook only: that of Jupyter's proxy, where there is
#: one, since the kernel may be on another machine; else the engine's own.
_SCRIPT = """
(() => {
  const box = document.currentScript.parentElement;
  const { link, port, page } = box.dataset;
  const show = (address) => {
    box.querySelector('a').href = address;
    const frame = box.querySelector('iframe');
    if (frame) frame.src = address;
  };
  const settings = document.getElementById('jupyter-config-data');
  const base = settings ? JSON.parse(settings.textContent).baseUrl : document.body.dataset.baseUrl;
  if (!base || /^https?:..(?!127[.]0[.]0[.]1)/.test(link)) return show(link);
  const folder = new URL(base, location.origin);
  fetch(new URL('server-proxy/servers-info', folder)).then(({ ok }) => ok, () => false)
    .then((isThere) => show(isThere ? new URL(`proxy/${port}/${page}`, folder).href : link));
})();
"""
_WORDS = "Open the app with this engine"
_ALLOW = "cross-origin-isolated; fullscreen; clipboard-read; clipboard-write; camera; microphone"


def output_html(link: str, port: int, page: str, height: int | None = None) -> str:
    """The output of a cell.

    Args:
        link: the app's address, as this machine reaches it.
        port: where the engine listens.
        page: the part of the link behind the folder of the app.
        height: of the frame in pixels; None for the link alone.
    """
    frame = "" if height is None else _frame(height)
    return (
        f'<div data-link="{html.escape(link)}" data-port="{int(port)}" data-page="{html.escape(page)}">'
        f'<p><a href="{html.escape(link)}" target="_blank" rel="noopener">{_WORDS}</a></p>{frame}'
        f"<script>{_SCRIPT}</script></div>"
    )


def _frame(height: int) -> str:
    style = f"width: 100%; height: {int(height)}px; border: 1px solid #8888"
    return f'<iframe title="Coverslip" allow="{_ALLOW}" style="{style}"></iframe>'
