"""index.html and the manifest, completed by the build."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from build_steps.bundle import Bundle, Entry
from build_steps.errors import StepError
from build_steps.page import csp_hash, manifest, page

if TYPE_CHECKING:
    from pathlib import Path

    from build_steps.config import Config

HTML = """<html>
  <head>
    <meta http-equiv="Content-Security-Policy" content="script-src 'self' %SANDBOX_SCRIPT_HASHES%">
    <link rel="stylesheet" href="%STYLE%">
    <script type="module" src="%MAIN%"></script>
  </head>
</html>
"""


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "frame.js").write_text("alert(1)")
    (tmp_path / "frames" / "gate.js").write_text("alert(2)")
    main = Entry("app/main-AB.js", None, ("app/chunk-CD.js",))
    return Bundle(tmp_path, {"src/main.ts": main, "styles/app.css": Entry("app/app-EF.css", None, ())})


@pytest.fixture
def site(small: Config) -> Config:
    (small.root / "pwa").mkdir()
    (small.root / "pwa" / "index.html").write_text(HTML)
    (small.root / "pwa" / "manifest.webmanifest").write_text('{"name": "Coverslip", "start_url": "./"}')
    return small


def test_the_hash_is_the_one_that_browsers_compute() -> None:
    # The example of the specification, Content Security Policy Level 3, section 8.4.
    assert csp_hash("alert('Hello, world.');") == "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="


def test_marks_are_filled_and_chunks_preloaded(site: Config, bundle: Bundle) -> None:
    text = page(site, bundle).decode()
    assert f"script-src 'self' '{csp_hash('alert(1)')}' '{csp_hash('alert(2)')}'" in text
    assert 'src="app/main-AB.js"' in text
    assert 'href="app/app-EF.css"' in text
    assert '<link rel="modulepreload" href="app/chunk-CD.js">' in text
    assert "%" not in text


def test_a_mark_that_is_missing_is_named(site: Config, bundle: Bundle) -> None:
    (site.root / "pwa" / "index.html").write_text(HTML.replace("%SANDBOX_SCRIPT_HASHES%", ""))
    with pytest.raises(StepError, match="has to hold %SANDBOX_SCRIPT_HASHES% exactly once"):
        page(site, bundle)


def test_the_manifest_is_bound_to_a_path_only_when_asked(site: Config) -> None:
    assert json.loads(manifest(site)) == {"name": "Coverslip", "start_url": "./"}
    assert json.loads(manifest(replace(site, base="/lab/")))["scope"] == "/lab/"
