"""The HTTP surface, described (https://spec.openapis.org/oas/v3.1.0). Calls and jobs go over the WebSocket `/rpc`."""

from __future__ import annotations

from typing import Any, TypeAlias

from coverslip import __version__

#: By status, the media type and schema of what comes; None for nothing.
_Answers: TypeAlias = dict[int, tuple[str, dict[str, Any]] | None]

_JSON = "application/json"
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {"type": {"type": "string"}, "message": {"type": "string"}},
        },
        "received": {"type": "integer", "minimum": 0},
    },
}
_RECEIVED = {
    "type": "object",
    "required": ["received", "whole"],
    "properties": {"received": {"type": "integer", "minimum": 0}, "whole": {"type": "boolean"}},
}
_TOKEN = {"type": "object", "required": ["token"], "properties": {"token": {"type": "string"}}}
_HEALTH = {"type": "object", "required": ["status", "version"], "properties": {"status": {"const": "ok"}}}
_BYTES = {"type": "string", "format": "binary"}
_RANGE = {
    "name": "Content-Range",
    "in": "header",
    "required": True,
    "description": "Which part of the file the body is; one without bytes is `bytes */0`.",
    "schema": {"type": "string", "pattern": r"^bytes (\d{1,15}-\d{1,15}/\d{1,15}|\*/0)$"},
}
_WORDS = {
    400: "What was asked for is no sha256 or no range",
    401: "There is no token that holds, or too many wrong ones came",
    403: "The token, or the page's origin, may not do this",
    404: "It is not here",
    409: "The part does not follow what has come (`received` tells where to go on), or the job is not done",
    413: "The file has too many bytes",
    416: "The file has no such part",
    422: "The file has another sha256",
    429: "Too many requests; `Retry-After` tells when to go on",
    507: "There is no room for the file",
}


def openapi() -> dict[str, Any]:
    """The description, as `/openapi.json` gives it."""
    received: _Answers = {200: (_JSON, _RECEIVED)}
    put: _Answers = {201: (_JSON, _RECEIVED), 202: (_JSON, _RECEIVED)}
    part: _Answers = dict.fromkeys((200, 206), ("application/octet-stream", _BYTES))
    text: _Answers = {200: ("text/plain", {"type": "string"})}
    return {
        "openapi": "3.1.0",
        "info": {"title": "An engine of Coverslip", "version": __version__},
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}],
        "paths": {
            "/health": {"get": {**_operation("Whether it is there", {200: (_JSON, _HEALTH)}), "security": []}},
            "/info": {"get": _operation("What the machine has", {200: (_JSON, {"type": "object"})}, 401, 403)},
            "/metrics": {"get": _operation("Figures for Prometheus", text, 401, 403)},
            "/tokens": {"post": _operation("A token for an invitation, once", {201: (_JSON, _TOKEN)}, 401, 403)},
            "/uploads/{sha256}": {
                "parameters": [_path("sha256", "^[0-9a-f]{64}$")],
                "get": _operation("How much of a file has come", received, 400, 401, 403, 404),
                "put": {
                    **_operation("Send a part of a file", put, 400, 401, 403, 404, 409, 413, 422, 507),
                    "parameters": [_RANGE],
                    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": _BYTES}}},
                },
            },
            "/artifacts/{sha256}": {
                "parameters": [_path("sha256", "^[0-9a-f]{64}$")],
                "get": _operation("A file, or with `Range` a part of it", part, 400, 401, 403, 404, 416),
                "delete": _operation("Delete a file", {204: None}, 400, 401, 403, 404),
            },
            "/jobs/{job}/files/{name}": {
                "parameters": [_path("job", "^[0-9a-z-]+$"), _path("name", r"^[\w.-]+$")],
                "get": _operation("A file that a job gave, or a part of it", part, 401, 403, 404, 409, 416),
            },
        },
    }


def _path(name: str, pattern: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": pattern}}


def _operation(summary: str, answers: _Answers, *refusals: int) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, answer in answers.items():
        body = {} if answer is None else {"content": {answer[0]: {"schema": answer[1]}}}
        responses[str(status)] = {"description": summary, **body}
    for status in (*refusals, 429):
        content: dict[str, Any] = {_JSON: {"schema": _ERROR}}
        if status == 416:
            content["text/plain"] = {"schema": {"type": "string"}}
        responses[str(status)] = {"description": _WORDS[status], "content": content}
    return {"summary": summary, "responses": responses}
