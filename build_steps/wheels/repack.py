"""Write a wheel again so that equal contents make equal bytes."""

from __future__ import annotations

import time
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_REGULAR_FILE = 0o100644


def repack_wheel(source: Path, target: Path, *, epoch: int) -> None:
    """Copy the wheel ``source`` to ``target`` with sorted members, fixed times and fixed permissions.

    Args:
        source: a wheel.
        target: the file to write.
        epoch: the time of every member, in seconds since 1970 (UTC), from 1980 on.
    """
    moment = time.gmtime(epoch)[:6]
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        names = [name for name in old.namelist() if not name.endswith("/")]
        # The metadata goes last, as the wheel specification recommends.
        for name in sorted(names, key=lambda name: (".dist-info/" in name, name)):
            member = zipfile.ZipInfo(name, moment)
            member.external_attr = _REGULAR_FILE << 16
            member.create_system = 3
            new.writestr(member, old.read(name), zipfile.ZIP_DEFLATED, 9)
