"""An engine from within Python: `coverslip.engine.start()` in a cell of a notebook (extra `engine`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .errors import NotAvailable

if TYPE_CHECKING:
    from coverslip_engine.notebook import NotebookEngine


def start(*args: Any, **options: Any) -> NotebookEngine:
    """Start an engine in this process; see `coverslip_engine.notebook.start` for what it takes.

    Raises:
        NotAvailable: the engine is not installed, as in the browser.
    """
    try:
        # An extra, which plugins do without.
        from coverslip_engine.notebook import start as start_engine
    except ImportError as error:
        raise NotAvailable(f"There is no engine here ({error}): pip install 'coverslip[engine]'.") from error
    return start_engine(*args, **options)
