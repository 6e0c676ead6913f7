"""Codecs of one's own: how objects of a class travel that the wire knows nothing of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coverslip.errors import NotReadable

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Codec:
    """How objects of one class travel. Both sides register a codec of the same name.

    Attributes:
        name: what the other side knows it by.
        type: the class whose objects are encoded; None for a codec that only decodes.
        encoder: gives what is sent in an object's place: anything that can be sent, or an awaitable of it.
        decoder: gives the object, from what was sent in its place.

    Raises:
        TypeError: when the parts make no codec.
    """

    name: str
    type: type | None = None
    encoder: Callable[[Any], Any] | None = None
    decoder: Callable[[Any], Any] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise TypeError("A codec needs a name.")
        if self.encoder is None and self.decoder is None:
            raise TypeError(f"The codec {self.name!r} needs an encoder or a decoder.")
        if self.encoder is not None and not isinstance(self.type, type):
            raise TypeError(f"The codec {self.name!r} needs the type that it encodes, not {self.type!r}.")


@dataclass(frozen=True)
class Coded:
    """A value whose codec this side has not: it can be kept, and sent on as it came.

    Attributes:
        name: of the codec.
        value: what its encoder made.
    """

    name: str
    value: Any


class Codecs:
    """The codecs of one or several peers. The one that was registered last is asked first."""

    def __init__(self) -> None:
        self._codecs: dict[str, Codec] = {}

    def __bool__(self) -> bool:
        return bool(self._codecs)

    def register(self, codec: Codec) -> None:
        """Register a codec; it takes the place of another one of its name."""
        self._codecs.pop(codec.name, None)
        self._codecs[codec.name] = codec

    def unregister(self, name: str) -> None:
        """Forget a codec."""
        self._codecs.pop(name, None)

    def encode(self, value: Any) -> Coded | None:
        """What is sent in an object's place; None when it has no codec."""
        for codec in reversed(self._codecs.values()):
            if codec.encoder is not None and codec.type is not None and isinstance(value, codec.type):
                return Coded(codec.name, codec.encoder(value))
        return None

    def decode(self, name: str, wire: Any) -> Any:
        """The object that was sent as `wire` under the name of a codec.

        Raises:
            NotReadable: when the codec's decoder fails.
        """
        codec = self._codecs.get(name)
        if codec is None or codec.decoder is None:
            return Coded(name, wire)
        try:
            return codec.decoder(wire)
        except Exception as error:  # a plugin's own code
            raise NotReadable(f"The codec {name!r} could not read a value: {error!r}") from error


#: The interpreter's own codecs, which all its peers share unless they are given others.
shared_codecs = Codecs()
