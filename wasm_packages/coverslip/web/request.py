"""One request by the sandbox's `fetch` or `XMLHttpRequest`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Headers that the browser writes itself, and would only complain about.
_OWN = {
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "expect",
    "host",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
}
#: Headers of an answer that the browser has undone already.
_UNDONE = {"content-encoding", "content-length", "transfer-encoding", "connection"}


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    url: str
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes


def request_now(
    method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, timeout: float | None
) -> Answer:
    """Send a request and wait for its answer, with everything else in the sandbox standing still.

    Where memory is not shared the sandbox's event loop is let run meanwhile, if the browser can do that.

    Args:
        method: such as "GET".
        url: absolute.
        headers: those that the browser writes itself are left out.
        body: b"" for none.
        timeout: in seconds; None waits for as long as it takes.

    Raises:
        OSError: saying why there is no answer: not granted, not reachable, or not possible in this browser.
        TimeoutError: there was none in time.
    """
    from coverslip._compat import JsException, can_run_sync, js, run_sync, to_js

    if not getattr(js, "crossOriginIsolated", False) and can_run_sync():
        answer: Answer = run_sync(request_later(method, url, headers, body, timeout))
        return answer
    request = js.XMLHttpRequest.new()
    request.open(method, url, False)
    request.responseType = "arraybuffer"
    request.timeout = int((timeout or 0) * 1000)
    for name, value in _sendable(headers):
        request.setRequestHeader(name, value)
    try:
        request.send(to_js(body) if body else None)
    except JsException as error:
        raise _failure(error, url) from None
    head = [line.partition(": ") for line in request.getAllResponseHeaders().split("\r\n") if line]
    answered = [(name, value) for name, _, value in head if name.lower() not in _UNDONE]
    return Answer(request.responseURL, request.status, request.statusText, answered, request.response.to_bytes())


async def request_later(
    method: str,
    url: str,
    headers: Iterable[tuple[str, str]],
    body: bytes,
    timeout: float | None,
    *,
    keep: bool = False,
) -> Answer:
    """As `request_now`, without holding anything up.

    Args:
        method: such as "GET".
        url: absolute.
        headers: those that the browser writes itself are left out.
        body: b"" for none.
        timeout: in seconds; None waits for as long as it takes.
        keep: whether the app keeps the answer for when the host can't be reached.
    """
    from coverslip._compat import JsException, js, to_js

    options: dict[str, Any] = {"method": method, "headers": [list(pair) for pair in _sendable(headers)]}
    if body:
        options["body"] = body
    if keep:
        options["coverslipKeep"] = True
    if timeout is not None:
        options["signal"] = js.AbortSignal.timeout(int(timeout * 1000))
    try:
        response = await js.fetch(url, to_js(options, dict_converter=js.Object.fromEntries))
        content = (await response.arrayBuffer()).to_bytes()
    except JsException as error:
        raise _failure(error, url) from None
    answered = [(pair[0], pair[1]) for pair in response.headers if pair[0].lower() not in _UNDONE]
    return Answer(response.url, response.status, response.statusText, answered, content)


def _sendable(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _OWN]


def _failure(error: Any, url: str) -> OSError:
    name, message = str(getattr(error, "name", "")), str(getattr(error, "message", error))
    if name == "TimeoutError":
        return TimeoutError(f"{url} did not answer in time.")
    return OSError(message)
