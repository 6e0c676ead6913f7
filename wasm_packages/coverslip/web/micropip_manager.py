"""`micropip`: packages of the site come from the page, all others from the indexes of the plugin's header."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar

from coverslip import api

from . import packages

if TYPE_CHECKING:
    from types import ModuleType


def adapt(manager: ModuleType) -> None:
    """Let `micropip` ask the page first, and keep what an index gave for when it can't be reached."""
    from micropip import package_index  # type: ignore[import-not-found]

    class SiteLayer(_layer()):  # type: ignore[misc]
        lockfile_packages: ClassVar[dict[str, dict[str, Any]]] = {}

        @staticmethod
        async def fetch_bytes(url: str, kwargs: dict[str, Any]) -> bytes:
            body: bytes = (await _fetch(url, kwargs)).body
            return body

        @staticmethod
        async def fetch_string_and_headers(url: str, kwargs: dict[str, Any]) -> tuple[str, dict[str, str]]:
            answer = await _fetch(url, kwargs)
            return answer.body.decode(), {name.lower(): value for name, value in answer.headers}

        @staticmethod
        async def loadPackage(names: Any) -> None:  # noqa: N802 (micropip's)
            await api.loadSitePackages(names.to_py() if hasattr(names, "to_py") else names)

    class SitePackageManager(manager.PackageManager):  # type: ignore[misc, name-defined]
        def __init__(self, compat: Any) -> None:  # noqa: ARG002 (ours takes its place)
            super().__init__(SiteLayer)
            self.index_urls = package_index.DEFAULT_INDEX_URLS

        @wraps(manager.PackageManager.install)
        async def install(self, requirements: Any, *args: Any, **options: Any) -> None:
            # The list that is the default is what makes micropip look at the site first.
            package_index.DEFAULT_INDEX_URLS[:] = packages.indexes
            if not SiteLayer.lockfile_packages:
                SiteLayer.lockfile_packages = {each["name"]: each for each in await api.sitePackages()}
            try:
                await super().install(requirements, *args, **options)
            except ValueError as error:
                reason = _network_error(error)
                if reason is not None:
                    raise ValueError(f"{reason} So this could not be installed: {requirements}.") from error
                if self.index_urls or options.get("index_urls"):
                    raise
                message = (
                    f"{error} This site does not carry it, and the header of the plugin names no package index: "
                    'index = ["https://…/simple"].'
                )
                raise ValueError(message) from error

    manager.PackageManager = SitePackageManager  # type: ignore[attr-defined]


def _network_error(error: BaseException) -> OSError | None:
    """What went wrong in the network, where that is the reason; micropip's own words guess."""
    at: BaseException | None = error
    while at is not None and not isinstance(at, OSError):
        at = at.__cause__ or at.__context__
    return at


def _layer() -> Any:
    from micropip._compat import compatibility_layer  # type: ignore[import-not-found]

    return compatibility_layer


async def _fetch(url: str, options: dict[str, Any]) -> Any:
    from .request import request_later

    address, _, _ = url.partition("#")
    answer = await request_later("GET", address, list((options.get("headers") or {}).items()), b"", None, keep=True)
    if answer.status >= 400:
        raise OSError(f"{address} answered {answer.status} {answer.reason}.")
    return answer
