"""A stand-in for a peer, for tests of the codec alone: values are written on paper, nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from coverslip.rpc.codecs import Codecs
from coverslip.rpc.decode import Decoder
from coverslip.rpc.describe_error import describe_error
from coverslip.rpc.encode import Encoder
from coverslip.rpc.endpoint import Attachment, Attachments, MemoryAttachments
from coverslip.rpc.exports import Exports
from coverslip.rpc.limits import LIMITS
from coverslip.rpc.remote import Remote, RemoteKind, facts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coverslip.rpc.exportable import Exportable
    from coverslip.rpc.peer import Peer


class PaperHome:
    """What a codec asks of a peer."""

    def __init__(self) -> None:
        self.attachments: Attachments = MemoryAttachments()
        self.exports = Exports()
        self.codecs = Codecs()

    def foreign(self, remote: Remote) -> int | None:
        return facts_of(remote).id

    def exported(self, target: Any) -> tuple[int, Exportable] | None:
        return self.exports.add(target)

    def unexported(self, number: int) -> None:
        self.exports.drop(number, 1)

    def own(self, number: int) -> Any:
        return self.exports.target(number)

    def imported(
        self, number: int, kind: RemoteKind, name: str, methods: Sequence[str], props: Mapping[str, Any]
    ) -> Remote:
        return Remote(cast("Peer", None), number, kind, name, methods, props)

    def adopted(self, attachment: Attachment, name: str, methods: Sequence[str]) -> Remote | None:
        if self.attachments.endpoint(attachment) is None:
            return None
        return Remote(cast("Peer", None), 0, "object", name, methods)

    def describe(self, error: BaseException) -> dict[str, Any]:
        return dict(describe_error(error, lambda _: ""))


def written(value: Any) -> tuple[str, list[Attachment]]:
    """A value as JSON text, and what stands beside it."""
    encoder = Encoder(PaperHome(), LIMITS.depth)
    return encoder.value(value), encoder.attachments


def read(json: Any, attachments: Sequence[Attachment] = (), undefined: Any = None) -> Any:
    """A value from parsed JSON and what stands beside it."""
    decoder = Decoder(attachments, PaperHome(), LIMITS.depth, undefined)
    value = decoder.value(json)
    decoder.finish()
    return value
