"""Every kind of value from a plugin in Python to everyone that it can call, and back: whatever tests/vectors shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .harness.far import far_python

if TYPE_CHECKING:
    from .harness.app import App

VECTORS = Path(__file__).parents[1] / "vectors" / "values.json"
TO_THE_PAGE_AND_CPYTHON = """
  const [plugin, vectors, url] = args;
  const kinds = await coverslip.api.getPlugin({src: plugin});
  const far = await (await coverslip.connect(url)).itself();
  const others = {'the page': (value) => value, CPython: (value) => far.echo(value)};
  return kinds.compare({vectors, others});
"""
TO_A_PLUGIN = """
  const [plugin, vectors, other, language] = args;
  await coverslip.api.getPlugin({src: other});
  return (await coverslip.api.getPlugin({src: plugin})).compare_with(vectors, other, language);
"""


@pytest.fixture(scope="module")
def vectors() -> str:
    """The values that are none but themselves: references and what only JavaScript has are told apart elsewhere."""
    frames = json.loads(VECTORS.read_text(encoding="utf-8"))
    chosen = [
        each
        for each in frames
        if each["header"].startswith('{"t":"ok"')
        and "only" not in each
        and not any(kind in each["header"] for kind in ('"$":"ref"', '"$":"file"'))
    ]
    assert len(chosen) > 40
    return json.dumps(chosen)


@pytest.fixture(scope="module")
def kinds(shared_app: App) -> str:
    return shared_app.plugin("kinds.py")


def test_from_a_plugin_to_the_page_and_to_cpython_over_a_websocket(shared_app: App, kinds: str, vectors: str) -> None:
    with far_python() as address:
        assert shared_app.call(TO_THE_PAGE_AND_CPYTHON, kinds, vectors, address) == []


@pytest.mark.parametrize(("other", "language"), [("kinds.py?other", "Python"), ("same.imjoy.html", "JavaScript")])
def test_from_a_plugin_to_another(shared_app: App, kinds: str, vectors: str, other: str, language: str) -> None:
    assert shared_app.call(TO_A_PLUGIN, kinds, vectors, shared_app.plugin(other), language) == []
