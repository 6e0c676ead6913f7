"""The HTTP surface under whatever schemathesis makes of its description."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import schemathesis
from coverslip_engine.settings import ServerLimits
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.engine.servers import TOKEN, serving
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from pathlib import Path

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

_FEW = settings(
    max_examples=15, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


def try_all(url: str, description: dict[str, Any], secret: str) -> list[str]:
    """Send what fits the description of each operation, and check the answers; gives the operations."""
    schema = schemathesis.openapi.from_dict(description)
    tried: list[str] = []
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]

        @settings(_FEW)
        @given(case=operation.as_strategy())
        def check(case: Any) -> None:
            case.call_and_validate(base_url=url, headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)

        check()
        tried.append(operation.label)
    return tried


@asynchronous
async def test_every_address_answers_as_it_is_described_whatever_comes(tmp_path: Path) -> None:
    limits = ServerLimits(reserve=0, requests=1e6, burst=10**6, failures=10**6)
    async with serving(tmp_path, limits=limits) as (server, client):
        description = (await client.get("/openapi.json", headers={"Authorization": ""})).json()
        expected = [
            "GET /health",
            "GET /info",
            "GET /metrics",
            "POST /tokens",
            "GET /uploads/{sha256}",
            "PUT /uploads/{sha256}",
            "GET /artifacts/{sha256}",
            "DELETE /artifacts/{sha256}",
            "GET /jobs/{job}/files/{name}",
        ]
        for secret in (TOKEN, "wrong"):
            assert await asyncio.to_thread(try_all, server.url, description, secret) == expected
