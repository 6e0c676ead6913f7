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


#: The beginning of the policy of the frame from which granted requests go out, up to the granted origins.
_GATE_POLICY = re.compile(r"default-src 'none'; script-src 'unsafe-inline'; connect-src (?=\$\{)")
#: Any address is as good as a granted one.
_OPEN_GATE = "script-src 'unsafe-inline'; connect-src http: https: ws: wss: "


def without_gate_policy(dist: Path, out: Path) -> Path:
    """Copy a built site and let the frame for granted requests reach any address.

    Args:
        dist: a built site; it is not changed.
        out: a folder that does not exist yet.
    """
    return _replaced(dist, out, _GATE_POLICY, _OPEN_GATE)


def without_sandbox_policy(dist: Path, out: Path) -> Path:
    """Copy a built site and take the sandbox's policy out of it.

    Args:
        dist: a built site; it is not changed.
        out: a folder that does not exist yet.

    Raises:
        AssertionError: when the policy isn't found exactly once; the site has changed and this has to follow it.
    """
    return _replaced(dist, out, _POLICY, _OPEN)


def _replaced(dist: Path, out: Path, policy: re.Pattern[str], instead: str) -> Path:
    shutil.copytree(dist, out)
    holders = [file for file in sorted((out / "app").glob("*.js")) if policy.search(file.read_text())]
    assert len(holders) == 1, f"{len(holders)} bundles hold the policy"
    (holder,) = holders
    before = holder.read_bytes()
    holder.write_text(policy.sub(instead, holder.read_text()))
    replace_hash(out, before, holder.read_bytes())
    return out
