"""`httpx`: transports of both kinds that send by the sandbox's requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .request import Answer, request_later, request_now

if TYPE_CHECKING:
    from types import ModuleType


def adapt(transports: ModuleType) -> None:
    """Put our transports in the place of those that open sockets."""
    from httpx._exceptions import ConnectError, ReadTimeout
    from httpx._models import Response

    def described(request: Any) -> tuple[str, str, list[tuple[str, str]]]:
        return request.method, str(request.url), list(request.headers.multi_items())

    def timeout_of(request: Any) -> float | None:
        limits = request.extensions.get("timeout") or {}
        limit: float | None = limits.get("read")
        return limit

    def response(answer: Answer, request: Any) -> Any:
        return Response(answer.status, headers=answer.headers, content=answer.body, request=request)

    class HTTPTransport(transports.BaseTransport):  # type: ignore[misc, name-defined]
        def __init__(self, **_options: Any) -> None:
            """Certificates, proxies and limits are the browser's own affair."""

        def handle_request(self, request: Any) -> Any:
            try:
                return response(request_now(*described(request), request.read(), timeout_of(request)), request)
            except TimeoutError as error:
                raise ReadTimeout(str(error), request=request) from error
            except OSError as error:
                raise ConnectError(str(error), request=request) from error

    class AsyncHTTPTransport(transports.AsyncBaseTransport):  # type: ignore[misc, name-defined]
        def __init__(self, **_options: Any) -> None:
            """Certificates, proxies and limits are the browser's own affair."""

        async def handle_async_request(self, request: Any) -> Any:
            try:
                body = await request.aread()
                return response(await request_later(*described(request), body, timeout_of(request)), request)
            except TimeoutError as error:
                raise ReadTimeout(str(error), request=request) from error
            except OSError as error:
                raise ConnectError(str(error), request=request) from error

    transports.HTTPTransport = HTTPTransport  # type: ignore[attr-defined]
    transports.AsyncHTTPTransport = AsyncHTTPTransport  # type: ignore[attr-defined]
