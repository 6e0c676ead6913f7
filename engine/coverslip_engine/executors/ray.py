"""Processes on an existing Ray cluster (extra `ray`)."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, TypeVar

from coverslip.errors import PeerClosed

from coverslip_engine.environments.cache import fits
from coverslip_engine.errors import EnvironmentFailed

from .ray_link import RayLink
from .waiting import telling_of_a_wait

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from coverslip_engine.environments import EnvironmentSpec
    from coverslip_engine.jobs.job import Resources

    from .executor import ProcessSpec, Running

T = TypeVar("T")

_log = logging.getLogger(__name__)
#: Seconds between two questions for what the cluster has, and between two attempts to reach one that is away.
_BETWEEN = 5.0
#: Seconds without an answer after which people are told, and after which the cluster is given up and sought anew.
_LATE, _SILENT = 15.0, 120.0
#: How often it is tried to connect at first.
_ATTEMPTS = 3


class RayExecutor:
    """Starts processes on a cluster: Ray finds the node and makes the environment there. Made by `connect`.

    A cluster that goes away is waited for: what is to be started then starts when it is back.

    Args:
        address: of the cluster.
        link: to it.
        capacity: what it has.
        seek: connects with it anew.
    """

    def __init__(
        self,
        address: str,
        link: RayLink,
        capacity: Resources,
        seek: Callable[[str], Awaitable[RayLink]] = RayLink.open,
    ) -> None:
        self._address = address
        self._link = link
        self._capacity = capacity
        self._seek = seek
        self._answered = time.monotonic()
        self._linked = asyncio.Event()
        self._linked.set()
        self._keeping = asyncio.create_task(self._keep_linked())

    @classmethod
    async def connect(cls, address: str = "auto") -> RayExecutor:
        """Connect to a cluster.

        Args:
            address: "auto" on one of its nodes, or `ray://HOST:10001`.

        Raises:
            ConnectionError: there is none.
        """
        attempts = 0
        while True:
            attempts += 1
            try:
                link = await RayLink.open(address)
                return cls(address, link, await link.resources())
            except ConnectionAbortedError:
                # Ray starts a server for each client, which may fail where many programs start at once.
                if attempts == _ATTEMPTS:
                    raise

    async def prepare(self, environment: EnvironmentSpec, on_log: Callable[[str], None]) -> None:
        """Have a node find out whether the packages can be had; each node makes the environment when it needs it."""
        # Ray wants one version of Python everywhere: the engine's is that of the nodes.
        if environment.python and not fits(environment.python):
            raise EnvironmentFailed(
                f"The plugin asks for Python {environment.python}, which the nodes of the cluster have not: correct "
                "the `requires-python` in its header.",
                "",
            )
        if not environment.requirements:
            return

        def waited(seconds: float) -> None:
            on_log(self._away() or f"A node of the cluster looks for the packages ({seconds:.0f} s).")

        async with telling_of_a_wait(waited):
            said = await self._with_link(lambda link: link.find(environment.requirements))
        for line in said:
            on_log(line)

    def capacity(self) -> Resources:
        """What the cluster has, or had when it answered last."""
        return self._capacity

    async def start(self, spec: ProcessSpec, on_output: Callable[[str, str], None]) -> Running:
        """Start a process on the node that Ray finds."""
        environment = " and makes the plugin's environment there" if spec.environment.requirements else ""

        def waited(seconds: float) -> None:
            on_output(self._away() or f"Ray finds a node{environment} ({seconds:.0f} s).", "info")

        async with telling_of_a_wait(waited):
            return await self._with_link(lambda link: link.start(spec, on_output))

    async def close(self) -> None:
        """Leave the cluster."""
        self._keeping.cancel()
        await asyncio.gather(self._keeping, return_exceptions=True)
        await self._link.close()

    async def _with_link(self, ask: Callable[[RayLink], Awaitable[T]]) -> T:
        """Ask the cluster; when it goes away meanwhile, ask it again when it is back."""
        while True:
            await self._linked.wait()
            link = self._link
            try:
                return await ask(link)
            except PeerClosed:
                # `_keep_linked` may see it a little later.
                if link is self._link:
                    self._linked.clear()

    def _away(self) -> str:
        """What to tell those who wait; "" while the cluster answers."""
        seconds = time.monotonic() - self._answered
        if self._linked.is_set() and seconds < _LATE:
            return ""
        return f"The Ray cluster at {self._address} has not answered for {seconds:.0f} s. This goes on when it does."

    async def _keep_linked(self) -> None:
        """Ask the cluster for what it has, again and again, and seek it when it does not answer."""
        while True:
            try:
                await self._watch()
            except (PeerClosed, ConnectionError, TimeoutError) as error:
                _log.warning(
                    "The Ray cluster at %s does not answer; it is looked for until it does: %s", self._address, error
                )
            except Exception:
                _log.exception("The Ray cluster at %s is connected anew.", self._address)
            self._linked.clear()
            await self._link.close()
            self._link = await self._found_again()
            self._linked.set()

    async def _watch(self) -> None:
        """Ask the cluster for what it has, until it does not answer."""
        while True:
            self._capacity = await asyncio.wait_for(self._link.resources(), _SILENT)
            self._answered = time.monotonic()
            await asyncio.wait([self._link.closed], timeout=_BETWEEN)

    async def _found_again(self) -> RayLink:
        while True:
            try:
                return await self._seek(self._address)
            except ConnectionError as error:
                _log.info("No Ray cluster at %s: %s", self._address, error)
            await asyncio.sleep(_BETWEEN)
