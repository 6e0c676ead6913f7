"""GitHub's addresses, answered by the test: the app asks for the real ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Route

RAW = "https://raw.githubusercontent.com/"
API = "https://api.github.com/"
GIST = "https://gist.githubusercontent.com/"
HOSTS = (RAW, API, GIST)


@dataclass
class GitHub:
    """Answers for a browser profile; what is not among `files` (by address) is not found."""

    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def serve(self, context: BrowserContext) -> None:
        """Answer this profile's requests to GitHub from now on."""
        for host in HOSTS:
            context.route(f"{host}**", self._answer)

    def put(self, address: str, content: bytes) -> str:
        """Serve `content` at an address of one of GitHub's hosts; gives the address."""
        assert address.startswith(HOSTS)
        self.files[address] = content
        return address

    def _answer(self, route: Route) -> None:
        url = route.request.url
        self.asked.append(url)
        content = self.files.get(url)
        # As GitHub does: anyone may read, and a file's type is told by nothing but its content.
        headers = {"access-control-allow-origin": "*", "content-type": "text/plain; charset=utf-8"}
        if content is None:
            route.fulfill(status=404, headers=headers, body="404: Not Found")
        else:
            route.fulfill(status=200, headers=headers, body=content)
