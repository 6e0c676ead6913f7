"""What encoders and decoders ask of the peer they work for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .codecs import Codecs
    from .endpoint import Attachment, Attachments
    from .exportable import Exportable
    from .remote import Remote, RemoteKind


class Home(Protocol):
    """A peer, as its codec sees it."""

    @property
    def attachments(self) -> Attachments:
        """How bytes, files and ports stand beside the header."""

    @property
    def codecs(self) -> Codecs:
        """Codecs of one's own."""

    def foreign(self, remote: Remote) -> int | None:
        """The number of a far object of this very peer; None for that of another."""

    def exported(self, target: Any) -> tuple[int, Exportable] | None:
        """Count one more sending of an object."""

    def unexported(self, number: int) -> None:
        """Take one sending back."""

    def own(self, number: int) -> Any:
        """An object of this side that comes home. Raises KeyError when there is none."""

    def imported(
        self, number: int, kind: RemoteKind, name: str, methods: Sequence[str], props: Mapping[str, Any]
    ) -> Remote:
        """A far object."""

    def adopted(self, attachment: Attachment, name: str, methods: Sequence[str]) -> Remote | None:
        """The root of the peer behind a port; None when the attachment is no port."""

    def describe(self, error: BaseException) -> dict[str, Any]:
        """An error as the wire has it: type, message, traceback, cause."""
