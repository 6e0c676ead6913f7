"""What a call gives: something to await, or to be told by."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# A loop holds its tasks only weakly.
_chained: set[Any] = set()


class Answer(asyncio.Future[Any]):
    """A future whose result can also be taken by callbacks, as JavaScript's promises and ImJoy's plugins have it."""

    def then(self, on_result: Callable[[Any], Any], on_error: Callable[[BaseException], Any] | None = None) -> Answer:
        """Call a function with the result, when it is there.

        Args:
            on_result: gets the result.
            on_error: gets the error instead, if there is one.

        Returns:
            An answer with what the function gave.
        """
        return self._chain(on_result, on_error)

    def catch(self, on_error: Callable[[BaseException], Any]) -> Answer:
        """Call a function with the error, if there is one."""
        return self._chain(None, on_error)

    def _chain(self, on_result: Callable[[Any], Any] | None, on_error: Callable[[BaseException], Any] | None) -> Answer:
        loop = self.get_loop()
        chained = Answer(loop=loop)

        async def follow() -> None:
            try:
                try:
                    value = await self
                    if on_result is not None:
                        value = on_result(value)
                except Exception as error:
                    if on_error is None:
                        raise
                    value = on_error(error)
                value = await value if inspect.isawaitable(value) else value
            except asyncio.CancelledError:
                chained.cancel()
            except Exception as error:
                if not chained.done():
                    chained.set_exception(error)
            else:
                if not chained.done():
                    chained.set_result(value)

        task = loop.create_task(follow())
        _chained.add(task)
        task.add_done_callback(_chained.discard)
        return chained
