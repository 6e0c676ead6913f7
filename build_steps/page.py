"""index.html and the manifest, with what only the build knows filled in."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from typing import TYPE_CHECKING

from build_steps.errors import StepError

if TYPE_CHECKING:
    from build_steps.bundle import Bundle
    from build_steps.config import Config

MAIN = "src/main.ts"
STYLE = "styles/app.css"


def page(config: Config, bundle: Bundle) -> bytes:
    """index.html with the names of the bundles, what they need preloaded, and the Content-Security-Policy completed.

    Raises:
        StepError: a mark of index.html is not there exactly once.
    """
    source = config.root / "pwa" / "index.html"
    text = source.read_text(encoding="utf-8")
    main, style = bundle.entries[MAIN], bundle.entries[STYLE]
    filled = {
        "%MAIN%": html.escape(main.file),
        "%STYLE%": html.escape(style.file),
        "%SANDBOX_SCRIPT_HASHES%": " ".join(f"'{csp_hash(script)}'" for script in bundle.frame_scripts),
    }
    for mark, value in filled.items():
        if text.count(mark) != 1:
            raise StepError(f"{source} has to hold {mark} exactly once; it holds it {text.count(mark)} times.")
        text = text.replace(mark, value)
    preload = "".join(f'    <link rel="modulepreload" href="{html.escape(name)}">\n' for name in main.needs)
    if main.css:
        preload += f'    <link rel="stylesheet" href="{html.escape(main.css)}">\n'
    return text.replace("  </head>", f"{preload}  </head>", 1).encode()


def page_start(bundle: Bundle) -> set[str]:
    """Paths of the bundles that index.html names: without them the page does not start."""
    main, style = bundle.entries[MAIN], bundle.entries[STYLE]
    return {main.file, *main.needs, style.file, *((main.css,) if main.css else ())}


def csp_hash(script: str) -> str:
    """The source expression that lets exactly this inline script run (CSP level 3)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def manifest(config: Config) -> bytes:
    """manifest.webmanifest; with `--base` its id and scope are bound to that path."""
    source = config.root / "pwa" / "manifest.webmanifest"
    content = json.loads(source.read_text(encoding="utf-8"))
    if config.base:
        content |= {"id": config.base, "scope": config.base}
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode()
