"""A copy of the built site whose sandbox has no policy of its own: the control that shows that the tests can fail."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from .release import replace_hash

if TYPE_CHECKING:
    from pathlib import Path

#: The policy of the sandbox's frame as it stands in the bundle, whole or as the list that it is joined from.
_POLICY = re.compile(
    r"""default-src 'none'(?P<sep>; |["`'],\s*["`'])script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:(?P=sep)"""
    r"""worker-src blob:(?P=sep)connect-src blob: data:"""
)
#: What is put in its place: as open as the policy of the page, which frames inherit, lets it be.
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
    replace_hash(out, before, holder.read_bytes())
    return out
