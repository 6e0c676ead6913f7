"""Files over HTTP: uploads that go on where they were cut, and downloads of any part."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.requests import ClientDisconnect
from starlette.responses import FileResponse, JSONResponse, Response

from .artifacts import TooLarge, WrongContent, WrongOffset
from .disk import StorageFull
from .errors import NotFound, Refused
from .gate import error_response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from .desk import Desk
    from .tokens import Token

#: Of https://www.rfc-editor.org/rfc/rfc9110#name-content-range, with a known length.
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})", re.ASCII)
_EMPTY = "bytes */0"
_STATUS: dict[type[Exception], int] = {
    NotFound: 404,
    Refused: 400,
    TooLarge: 413,
    StorageFull: 507,
    WrongOffset: 409,
    WrongContent: 422,
}


async def put_upload(request: Request, desk: Desk, token: Token) -> Response:
    """`PUT /uploads/SHA256` with `Content-Range`: one part of a file, in order.

    It answers `{"received": bytes, "whole": bool}`: 201 when the file is whole, 202 before. 409 tells where to go on.
    """
    sha256: str = request.path_params["sha256"]
    try:
        offset, length, total = _range(request.headers.get("content-range", ""))
        received, whole = await desk.artifacts.append(
            sha256, token.owner, offset, total, _counted(request, desk, length)
        )
    except ClientDisconnect:
        # Nobody is there to read an answer. What came is kept.
        return Response(status_code=400)
    except (NotFound, Refused, TooLarge, StorageFull, WrongOffset, WrongContent) as error:
        more = {"received": error.received} if isinstance(error, WrongOffset) else {}
        return error_response(_STATUS[type(error)], type(error).__name__, str(error), **more)
    if whole:
        desk.audit.write("upload", owner=token.owner, token=token.id, sha256=sha256, size=received)
    return JSONResponse({"received": received, "whole": whole}, status_code=201 if whole else 202)


async def get_upload(request: Request, desk: Desk, token: Token) -> Response:
    """`GET /uploads/SHA256`: how much of a file has come, which may be all of it, from whomever."""
    try:
        received, whole = desk.artifacts.received(request.path_params["sha256"], token.owner)
    except Refused as error:
        return error_response(400, "Refused", str(error))
    return JSONResponse({"received": received, "whole": whole})


async def get_artifact(request: Request, desk: Desk, token: Token) -> Response:  # noqa: ARG001 (who knows the hash may)
    """`GET /artifacts/SHA256`: the file, or with `Range` a part of it."""
    sha256: str = request.path_params["sha256"]
    try:
        path = desk.artifacts.path(sha256)
    except (NotFound, Refused) as error:
        return error_response(_STATUS[type(error)], type(error).__name__, str(error))
    headers = {
        "Cache-Control": "private, max-age=31536000, immutable",
        "ETag": f'"{sha256}"',
        "X-Content-Type-Options": "nosniff",
        # A file that somebody uploaded never becomes a page of this origin.
        "Content-Security-Policy": "sandbox",
    }
    return FileResponse(path, media_type="application/octet-stream", filename=sha256, headers=headers)


async def delete_artifact(request: Request, desk: Desk, token: Token) -> Response:
    """`DELETE /artifacts/SHA256`."""
    sha256: str = request.path_params["sha256"]
    try:
        desk.artifacts.delete(sha256)
    except (NotFound, Refused) as error:
        return error_response(_STATUS[type(error)], type(error).__name__, str(error))
    desk.audit.write("delete", owner=token.owner, token=token.id, sha256=sha256)
    return Response(status_code=204)


def _range(header: str) -> tuple[int, int, int]:
    """Offset, length and total of a part."""
    if header == _EMPTY:
        return 0, 0, 0
    match = _RANGE.fullmatch(header)
    if match is None:
        raise Refused(f'Content-Range {header[:80]!r} is not of the form "bytes FIRST-LAST/TOTAL".')
    first, last, total = map(int, match.groups())
    if not first <= last < total:
        raise Refused(f"Content-Range {header!r} is no part of {total} bytes.")
    return first, last - first + 1, total


async def _counted(request: Request, desk: Desk, length: int) -> AsyncIterator[bytes]:
    """The body, of which no more is taken than was announced."""
    taken = 0
    async for block in request.stream():
        taken += len(block)
        if taken > length:
            raise TooLarge(f"More came than the {length} bytes that Content-Range announces.")
        desk.metrics.uploaded.inc(len(block))
        yield block
