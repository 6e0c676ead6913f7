"""Another version of a built site, made by changing what a person can see of it."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def next_version(dist: Path, out: Path, title: str = "Coverslip, the next version") -> Path:
    """Copy a built site as its next version: another title, another version name, hashes to match.

    Args:
        dist: a built site; it is not changed.
        out: a folder that does not exist yet.
        title: the page's title in the new version.
    """
    shutil.copytree(dist, out)
    index = out / "index.html"
    before = index.read_bytes()
    index.write_text(re.sub("<title>.*?</title>", f"<title>{title}</title>", index.read_text()))
    assert index.read_bytes() != before
    replace_hash(out, before, index.read_bytes())
    version = json.loads((out / "site.json").read_text())["version"]
    for file in (out / "site.json", out / "sw.js", *(out / "app").glob("main-*.js")):
        file.write_text(file.read_text().replace(version, version[:-4] + "beef"))
    return out


def replace_hash(site: Path, before: bytes, after: bytes) -> None:
    """Where the site names a file's content by sha256 and size, name its new content."""
    old, new = (hashlib.sha256(content).hexdigest() for content in (before, after))
    named = 0
    for file in (site / "site.json", site / "sw.js"):
        text = file.read_text()
        named += text.count(old)
        # An entry ends at its brace: `{"path": …, "sha256": …, "size": 1, "transfer": 1}` in any order of its keys.
        entry = re.compile(r"\{[^{}]*" + old + r"[^{}]*\}")
        text = entry.sub(lambda found: _renamed(found[0], before, after, old, new), text)
        file.write_text(text)
    assert named >= 2, f"the site names the file {named} times; its list and its service worker both have to"


def _renamed(entry: str, before: bytes, after: bytes, old: str, new: str) -> str:
    sizes = re.compile(rf"(?<![0-9a-f]){len(before)}(?![0-9a-f])")
    return sizes.sub(str(len(after)), entry.replace(old, new))
