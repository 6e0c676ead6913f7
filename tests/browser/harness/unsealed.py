"""A copy of the built site whose sandbox has no policy of its own: the control that shows that the tests can fail."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

#: The policy of the sandbox's frame as it stands in the bundle, whole or as the list that it is joined from.
_POLICY = re.compile(
    r"""default-src 'none'(?P<sep>; |",\s*"|`,\s*`)script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:(?P=sep)"""
    r"""worker-src blob:(?P=sep)connect-src blob: data:"""
)
#: What is left of it: as open as the policy of the page lets it be.
_OPEN = "script-src * 'unsafe-inline' 'unsafe-eval' 'wasm-unsafe-eval' blob:"


def without_sandbox_policy(dist: Path, out: Path) -> Path:
    """Copy a built site and take the sandbox's policy out of it.

    Args:
        dist: a built site; it is not changed.
        out: a folder that does not exist yet.

    Raises:
        AssertionError: when the policy isn't found exactly once; the site has changed and this has to follow it.
    """
    shutil.copytree(dist, out)
    holders = [file for file in sorted((out / "app").glob("*.js")) if _POLICY.search(file.read_text())]
    assert len(holders) == 1, f"{len(holders)} bundles hold the sandbox's policy"
    (holder,) = holders
    before = holder.read_bytes()
    holder.write_text(_POLICY.sub(_OPEN, holder.read_text()))
    _follow(out, before, holder.read_bytes())
    # Its list may be joined with separators, so the page's own policy is what is left to stand in the way.
    return out


def _follow(out: Path, before: bytes, after: bytes) -> None:
    """Put the new sha256 and sizes of a file where the site names them, so that it installs as a build would."""
    old, new = (hashlib.sha256(content).hexdigest() for content in (before, after))
    for file in (out / "site.json", out / "sw.js"):
        text = file.read_text().replace(old, new)
        # Everything after the hash up to the end of its entry: `"size": 1, "transfer": 2` in either spelling.
        entry = re.compile(rf"({new}[^}}]*)")
        text = entry.sub(lambda found: found[1].replace(str(len(before)), str(len(after))), text)
        file.write_text(text)
    json.loads((out / "site.json").read_text())
