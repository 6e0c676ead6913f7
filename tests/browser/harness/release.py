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
    manifest = out / "site.json"
    version = json.loads(manifest.read_text())["version"]
    before = manifest.read_bytes()
    for file in (manifest, out / "sw.js"):
        file.write_text(file.read_text().replace(version, f"{version}.next"))
    assert _name_again(out / "sw.js", before, manifest.read_bytes()) == 1
    return out


def replace_hash(site: Path, before: bytes, after: bytes) -> None:
    """Where the site names a file's content by sha256 and size, name its new content."""
    manifest = site / "site.json"
    old = manifest.read_bytes()
    times = [_name_again(file, before, after) for file in (manifest, site / "sw.js")]
    assert sum(times) > 0, f"neither site.json nor sw.js names the content {hashlib.sha256(before).hexdigest()}"
    if manifest.read_bytes() != old:
        _name_again(site / "sw.js", old, manifest.read_bytes())


def _name_again(file: Path, before: bytes, after: bytes) -> int:
    """In each entry that names a content by its sha256, put the new one's sha256 and size; gives how many there are."""
    old, new = (hashlib.sha256(content).hexdigest() for content in (before, after))
    # An entry ends at its brace: `{"path": …, "sha256": …, "size": 1, "transfer": 1}` in any order of its keys.
    entry = re.compile(r"\{[^{}]*" + old + r"[^{}]*\}")
    size = re.compile(rf"(?<![0-9a-f]){len(before)}(?![0-9a-f])")
    text, times = entry.subn(lambda found: size.sub(str(len(after)), found[0].replace(old, new)), file.read_text())
    file.write_text(text)
    return times
