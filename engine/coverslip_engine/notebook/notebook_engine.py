"""An engine within the process of a notebook's kernel."""

from __future__ import annotations

import atexit
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from coverslip_engine.origins import origin_of
from coverslip_engine.running_server import RunningServer
from coverslip_engine.settings import DEFAULT_PORT, ExecutorName, Settings, built_app

from .colab import colab_address
from .loop_thread import LoopThread
from .output import output_html

if TYPE_CHECKING:
    import os

#: Not the command's own: a folder belongs to one engine at a time.
_DATA = Path("~/.local/share/coverslip-engine-notebook")
#: Pixels of the app in an output.
_HEIGHT = 720


class NotebookEngine:
    """A running engine. As the last value of a cell it shows the link that opens the app.

    Attributes:
        url: where it listens.
        link: the address that opens the app with it. Its token holds as long as the engine runs, so it belongs into no
            output; what a cell shows connects one browser, once.
    """

    def __init__(self, loop: LoopThread, server: RunningServer, address: str | None) -> None:
        self._loop: LoopThread | None = loop
        self._server = server
        self.url = server.url
        self._folder = f"{(address or server.url).rstrip('/')}/"
        self.link = self._folder + server.page

    def embed(self, height: int = _HEIGHT) -> EmbeddedApp:
        """The app, as an output of the cell whose last value this is.

        Args:
            height: in pixels.
        """
        return EmbeddedApp(self._html(height))

    def stop(self) -> None:
        """End the engine, its processes and its link. Jobs that ran are begun anew by the next engine of the folder."""
        global _running
        loop, self._loop = self._loop, None
        if loop is None:
            return
        _running = None if _running is self else _running
        atexit.unregister(self.stop)
        loop.run(self._server.stop())
        loop.close()

    @property
    def running(self) -> bool:
        """Whether it has not been stopped."""
        return self._loop is not None

    def __repr__(self) -> str:
        return f"<engine at {self.url}>" if self.running else "<engine, stopped>"

    def _repr_html_(self) -> str:
        return self._html() if self.running else "The engine is stopped."

    def _html(self, height: int | None = None) -> str:
        # Outputs are saved with their notebook, and given away with it: these are of no use by then.
        pages = self._server.invitation(), None if height is None else self._server.invitation()
        return output_html(self._folder, self._server.port, *pages, height=height or _HEIGHT)


class EmbeddedApp:
    """The app in a frame, for a notebook's output."""

    def __init__(self, html: str) -> None:
        self._html = html

    def _repr_html_(self) -> str:
        return self._html


#: The engine of this process.
_running: NotebookEngine | None = None


def start(
    data: str | os.PathLike[str] | None = None,
    *,
    port: int | None = None,
    executor: ExecutorName = "local",
    ray_address: str | None = None,
    app: str | os.PathLike[str] | None = None,
) -> NotebookEngine:
    """Start an engine in this process, in a thread of its own; a second call gives the one that runs.

    Args:
        data: the folder of everything that it keeps.
        port: where it listens; by default 9527, or any where that is taken.
        executor: what runs plugins and jobs: "local" or "ray".
        ray_address: the cluster of the executor "ray".
        app: folder of a built app, instead of the one that came along.

    Raises:
        SettingsError: no engine can start so.
        Refused: another engine is at work in the folder.
    """
    global _running
    if _running is not None:
        return _running
    chosen = _free(DEFAULT_PORT) if port is None else port
    address = colab_address(chosen) if chosen else None
    origin = origin_of(address) if address else None
    settings = Settings(
        data=Path(_DATA if data is None else data).expanduser().resolve(),
        port=chosen,
        executor=executor,
        ray_address=ray_address,
        app=built_app() if app is None else Path(app),
        allow_origins=(origin,) if origin else (),
        # Jupyter's proxy, or that of a hub before it, has names that are not known here.
        proxied=True,
    )
    loop = LoopThread("coverslip-engine")
    try:
        server = loop.run(RunningServer.start(settings, lasting=False))
    except BaseException:
        loop.close()
        raise
    _running = NotebookEngine(loop, server, address)
    atexit.register(_running.stop)
    return _running


def _free(port: int) -> int:
    """The port, or another one that is free where it is taken."""
    for each in (port, 0):
        try:
            with socket.create_server(("127.0.0.1", each)) as probe:
                return int(probe.getsockname()[1])
        except OSError:
            continue
    return 0
