"""Objects of JavaScript, as they look in Python."""

from __future__ import annotations

from typing import Any


class Record(dict[str, Any]):
    """A dict whose items can be read as attributes, too: `ctx["data"]` and `ctx.data`.

    Names that dict itself has (`items`, `update` …) are dict's; those items are read by their key.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"There is no {name!r}; there is {', '.join(self) or 'nothing'}.") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(name) from None
