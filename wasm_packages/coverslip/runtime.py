"""Python in a sandbox: answers the host's calls, loads its plugin and runs the plugin's ops."""

from __future__ import annotations

import importlib
import inspect
import os
import random
import sys
from typing import TYPE_CHECKING, Any, ClassVar

from . import api, interrupts, web
from .errors import PluginError, suggest
from .imjoy_plugin import execute, load_imjoy_plugin, plain
from .op import check_of
from .output import LineWriter, as_text_stream
from .plugin import Plugin, load_plugin
from .rpc.exportable import Interface
from .rpc.peer import Peer
from .rpc.remote import Remote, peer_of
from .running import run_method, run_op
from .trace import Trace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import FrameType

    from .figure import Figure
    from .rpc.endpoint import Endpoint


class Runtime:
    """One plugin, and the host that it belongs to.

    Args:
        endpoint: the connection to the host.
    """

    #: Whether the host is the app.
    in_app: ClassVar[bool] = True

    def __init__(self, endpoint: Endpoint) -> None:
        self._trace = Trace("")
        self._plugin: Plugin | None = None
        self._is_imjoy = False
        # Connections to other plugins; each lives until it is closed.
        self._connections: set[Peer] = set()
        root = Interface({function.__name__: function for function in self._offered()}, "Python")
        self.peer = Peer(endpoint, root, name="The app", describe=lambda error: self._trace.describe(error))
        api.connect(self.peer.root, app=self.in_app)
        self.stdout = LineWriter(lambda text: self.log(text, "info"))
        self.stderr = LineWriter(lambda text: self.log(text, "warning"))

    def _offered(self) -> Sequence[Callable[..., Any]]:
        """What the host may call."""
        return (self.load, self.load_imjoy, self.run, self.connect, self.leave, self.install)

    async def install(self, requirements: Sequence[str], indexes: Sequence[str]) -> None:
        """Install packages that the site does not carry.

        Args:
            requirements: as PEP 508 writes them.
            indexes: addresses of package indexes, which are used for later installations, too.
        """
        from .web import packages

        packages.use(indexes)
        if requirements:
            import micropip  # type: ignore[import-not-found]

            await micropip.install(list(requirements))

    async def load(self, source: str, filename: str, header: Mapping[str, Any]) -> dict[str, Any]:
        """Execute the plugin's source, and its `setup`, if it has one.

        Returns:
            `ops`: descriptions of its ops; `exports`: names of the methods that it exported by `api.export`.
        """
        self._trace = Trace(filename, header.get("dependencies") or ())
        try:
            self._plugin = load_plugin(source, filename)
            await self._hook("setup")
        finally:
            self._drain()
        return {"ops": self._plugin.describe(), "exports": list(self._plugin.exports)}

    async def load_imjoy(self, plugin: Mapping[str, Any]) -> dict[str, Any]:
        """Execute the scripts of a plugin file of ImJoy's, and its `setup`.

        Args:
            plugin: `source`, `fileName`, `scripts` (each with `text` and `line`), `libraries` (addresses of scripts in
                JavaScript), `dependencies` and `constants` (see `coverslip.api`).

        Returns:
            `methods`: names of what it exported.
        """
        name = plugin["fileName"]
        self._trace = Trace(name, plugin["dependencies"])
        self._is_imjoy = True
        api.connect(self.peer.root, plugin["constants"], app=self.in_app)
        try:
            if plugin["libraries"]:
                from ._compat import import_scripts

                await import_scripts(plugin["libraries"])
            self._plugin = await load_imjoy_plugin(plugin["source"], name, plugin["scripts"], self.peer.close)
            await self._hook("setup")
        finally:
            self._drain()
        return {"methods": list(self._plugin.exports)}

    async def leave(self) -> None:
        """Let the plugin clear up before its sandbox is ended: its `exit`."""
        await self._hook("exit")
        self._drain()

    async def run(self, op: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None) -> Any:
        """Run an op, or an exported method, with arguments by position and by name; or an op's check, by name.

        Raises:
            PluginError: there is no such op.
        """
        plugin = self._loaded()
        try:
            function = plugin.ops.get(op)
            if function is not None:
                return await run_op(function, args, kwargs or {}, self._show)
            check = check_of(plugin.ops, op)
            if check is not None:
                taken = inspect.signature(check).parameters
                given = {name: value for name, value in (kwargs or {}).items() if name in taken}
                return await run_op(check, (), given, self._show)
            method = plugin.exports.get(op)
            if method is None:
                names = [*plugin.ops, *plugin.exports]
                raise PluginError(f"The plugin {self._trace.filename} has no op {op!r}. {suggest(op, names)}")
            if self._is_imjoy:
                args, kwargs = (
                    [plain(each) for each in args],
                    {name: plain(each) for name, each in (kwargs or {}).items()},
                )
            return await run_method(method, args, kwargs or {}, self._show)
        finally:
            self._drain()

    def connect(self, port: Remote) -> None:
        """Offer the plugin's ops and exported methods on another port, whose other end is another plugin's."""
        plugin = self._loaded()
        names = [*plugin.ops, *plugin.exports]
        peer = peer_of(port)
        peer.offer(Interface({name: self._method(name) for name in names}, self._trace.filename))
        self._connections.add(peer)
        peer.closed.add_done_callback(lambda _: self._connections.discard(peer))

    def log(self, text: str, level: str) -> None:
        """Write to the plugin's log in the app."""
        if not self.peer.closed.done():
            # Nobody waits for the answer, and an error in it would only come back here.
            self.peer.root["log"](text, level=level).add_done_callback(
                lambda done: done.cancelled() or done.exception()
            )

    def may_stop(self, frame: FrameType) -> bool:
        """Whether a frame belongs to a run that may be interrupted."""
        code = frame.f_code
        return code.co_filename == self._trace.filename or code in _INTERRUPTIBLE

    async def _hook(self, name: str) -> None:
        """Call a function of the plugin's life cycle, if it has it."""
        function = None if self._plugin is None else self._plugin.hook(name)
        if function is not None:
            await run_method(function, (), {}, self._show)

    def _method(self, name: str) -> Any:
        async def method(*args: Any, **kwargs: Any) -> Any:
            return await self.run(name, args, kwargs)

        method.__name__ = name
        return method

    def _loaded(self) -> Plugin:
        if self._plugin is None:
            raise PluginError("No plugin has been loaded here yet.")
        return self._plugin

    def _show(self, figure: Figure) -> None:
        """Open a window for a figure that an op left open."""

        def said(done: Any) -> None:
            if not done.cancelled() and done.exception() is not None:
                self.log("A figure was drawn but not returned, so it is not shown: return it from the op.", "warning")

        window = {"type": "figure", "name": figure.title or "Figure", "data": figure}
        self.peer.root["createWindow"](window).add_done_callback(said)

    def _drain(self) -> None:
        self.stdout.drain()
        self.stderr.drain()


_INTERRUPTIBLE = {function.__code__ for function in (run_op, run_method, load_plugin, execute)}

_runtime: Runtime | None = None


def wake() -> None:
    """Take note of files that are new, and of randomness. Called by the sandbox's worker.

    The memory that a sandbox starts from holds the state of the generator that made it: without this every start would
    draw the same numbers.
    """
    importlib.invalidate_caches()
    random.seed()


def serve(port: Any) -> None:
    """Answer the host's calls on a MessagePort. Called once, by the sandbox's worker."""
    from ._compat import quiet_interrupts
    from .rpc.message_port import MessagePortEndpoint

    global _runtime
    os.environ.setdefault("MPLBACKEND", "module://coverslip.matplotlib_backend")
    _runtime = Runtime(MessagePortEndpoint(port))
    sys.stdout = as_text_stream(_runtime.stdout)
    sys.stderr = as_text_stream(_runtime.stderr)
    quiet_interrupts(lambda: None)
    web.install()
    interrupts.install(_runtime.may_stop)
