"""Files among what jobs gave, over HTTP: whole or in parts, so that a download goes on where it was cut."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from .errors import NotFound, Refused
from .gate import error_response

if TYPE_CHECKING:
    from starlette.requests import Request

    from .desk import Desk
    from .jobs.stored_file import StoredFile
    from .tokens import Token

#: One range of https://www.rfc-editor.org/rfc/rfc9110#name-range; others are answered by the whole file.
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})", re.ASCII)


def job_file_path(job: str, name: str) -> str:
    """Where a file of a job lies on this server; `name` is its key among `Engine.result_files`."""
    return f"/jobs/{quote(job, safe='')}/files/{quote(name)}"


async def get_job_file(request: Request, desk: Desk, token: Token) -> Response:
    """`GET /jobs/JOB/files/NAME`: the file, or with `Range` a part of it."""
    try:
        job = desk.job(request.path_params["job"], token)
        number, file = _found(desk, job.id, request.path_params["name"])
    except (NotFound, Refused) as error:
        return error_response(404 if isinstance(error, NotFound) else 409, type(error).__name__, str(error))
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-cache",
        "Content-Disposition": "attachment",
        # What a job gave never becomes a page of this origin.
        "Content-Security-Policy": "sandbox",
        "ETag": f'"{job.id}-{job.attempt}-{number}"',
        "X-Content-Type-Options": "nosniff",
    }
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    if match is None:
        headers["Content-Length"] = str(file.size)
        return StreamingResponse(file.blocks(), media_type="application/octet-stream", headers=headers)
    first, last = int(match[1]), int(match[2] or file.size - 1)
    stop = min(last + 1, file.size)
    if first >= stop:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{file.size}"})
    headers |= {"Content-Length": str(stop - first), "Content-Range": f"bytes {first}-{stop - 1}/{file.size}"}
    blocks = file.blocks(first, stop)
    return StreamingResponse(blocks, status_code=206, media_type="application/octet-stream", headers=headers)


def _found(desk: Desk, job: str, name: str) -> tuple[int, StoredFile]:
    """A file of a job, and its number."""
    files = desk.engine.result_files(job)
    if name not in files:
        there = ", ".join(files) or "none"
        raise NotFound(f"The job {job} gave no file {name[:80]!r}; its files: {there}.")
    return list(files).index(name), files[name]
