"""Run a command inside of a Debian root, in namespaces that vanish with this process.

The mounts live in a mount namespace of their own and the processes in a PID namespace of their own:
when the build ends in any way, killed included, nothing is left mounted and nothing runs on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORK = "/build"

_ENTER = """set -eu
root=$1
work=$2
shift 2
mount --bind "$work" "$root/build"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec chroot "$root" "$@"
"""


def isolated(command: Sequence[str]) -> list[str]:
    """Return ``command`` in private mount and PID namespaces, killed when its parent dies."""
    return [
        "setpriv",
        "--pdeathsig",
        "KILL",
        "--",
        "unshare",
        "--mount",
        "--pid",
        "--fork",
        "--kill-child",
        "--mount-proc",
        "--",
        *command,
    ]


def inside(root: Path, work: Path, command: Sequence[str]) -> list[str]:
    """Return ``command`` run in ``root`` (its cwd is ``/``), where ``work`` is found at ``/build``."""
    return isolated(["sh", "-c", _ENTER, "sh", str(root), str(work), *command])
