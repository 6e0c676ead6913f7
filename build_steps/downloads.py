"""Fetching a file over HTTP: goes on where it was cut, and gives up at once on a host that does not answer."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, BinaryIO, cast

from build_steps.content import sha256_of_file
from build_steps.errors import HashMismatch, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from build_steps.report import Report

_BLOCK = 1 << 18
_TRIES = 4
CONNECT_SECONDS = 4.0


class _Cut(Exception):
    """The connection ended before the file did."""


def download(
    url: str,
    target: Path,
    sha256: str,
    report: Report,
    *,
    pause: Callable[[float], None] = time.sleep,
    timeout: float = CONNECT_SECONDS,
) -> Path:
    """Fetches `url` into `target`; a part of it that is there already (`target` + ".part") is kept and completed.

    Raises:
        Unreachable: the host does not answer, has no such file, or cut the connection each time.
        HashMismatch: the file came whole and is another one; nothing of it is kept.
    """
    part = target.with_name(target.name + ".part")
    part.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(_TRIES):
        if attempt:
            pause(min(2.0**attempt, 10.0))
        try:
            _append(url, part, report, timeout)
        except _Cut as error:
            report.say(f"{target.name}: {error}; going on from byte {part.stat().st_size:,} …")
            continue
        actual = sha256_of_file(part)
        if actual != sha256:
            part.unlink()
            raise HashMismatch(f"{target.name} from {url}", sha256, actual)
        part.replace(target)
        return target
    raise Unreachable(f"{url} was cut {_TRIES} times; what came is kept, so run the command again to go on.")


def _append(url: str, part: Path, report: Report, timeout: float) -> None:
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        answer = cast("http.client.HTTPResponse", urllib.request.urlopen(request, timeout=timeout))
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 416:  # what is there is the whole file, or more than that: its hash will tell
                return
            raise Unreachable(f"{url} answered {error.code} {error.reason}.") from error
    except (urllib.error.URLError, OSError) as error:
        if have or isinstance(error, (http.client.RemoteDisconnected, ConnectionResetError)):
            raise _Cut(f"no answer ({error})") from error
        raise Unreachable(f"{url} can't be reached: {getattr(error, 'reason', error)}.") from error
    with answer:
        resumed = answer.status == 206
        length = answer.headers.get("Content-Length")
        start = have if resumed else 0
        total = start + int(length) if length is not None else None
        with part.open("ab" if resumed else "wb") as stream:
            done = _copy(answer, stream, start, total, part.name.removesuffix(".part"), report)
    if total is not None and done < total:
        raise _Cut(f"the connection was cut after {done:,} of {total:,} bytes")


def _copy(
    answer: http.client.HTTPResponse, stream: BinaryIO, done: int, total: int | None, name: str, report: Report
) -> int:
    while True:
        try:
            block = answer.read1(_BLOCK)
        except (http.client.HTTPException, OSError) as error:
            raise _Cut(f"the connection was cut ({error})") from error
        if not block:
            return done
        stream.write(block)
        done += len(block)
        report.transfer(name, done, total)
