"""Values in files and in the database: the calls' own form, with the bytes of arrays and files behind it."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from coverslip.errors import NotSendable, WireError
from coverslip.rpc import LIMITS, shared_codecs
from coverslip.rpc.decode import Decoder
from coverslip.rpc.describe_error import describe_error
from coverslip.rpc.encode import Encoder
from coverslip.rpc.endpoint import BytesBlob
from coverslip.rpc.stream_endpoint import StreamAttachments

from .stored_file import StoredFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from coverslip.rpc import Codecs, Remote
    from coverslip.rpc.endpoint import Attachment, Attachments
    from coverslip.rpc.exportable import Exportable
    from coverslip.rpc.remote import RemoteKind

_MAGIC = b"CSV1"


class _Paper:
    """What encoders and decoders ask of a peer, where there is none: nothing on paper can be called."""

    attachments: Attachments = StreamAttachments()
    codecs: Codecs = shared_codecs

    def foreign(self, remote: Remote) -> int | None:  # noqa: ARG002
        """No far object belongs here."""
        return None

    def exported(self, target: Any) -> tuple[int, Exportable] | None:
        """Refuse."""
        raise NotSendable(
            f"A {type(target).__name__} can't be written down for a job, which outlives its caller. Give it values, "
            "arrays and files."
        )

    def unexported(self, number: int) -> None:
        """Nothing was."""

    def own(self, number: int) -> Any:
        """Nothing was."""
        raise KeyError(number)

    def imported(
        self,
        number: int,  # noqa: ARG002
        kind: RemoteKind,  # noqa: ARG002
        name: str,
        methods: Sequence[str],  # noqa: ARG002
        props: Mapping[str, Any],  # noqa: ARG002
    ) -> Remote:
        """Refuse."""
        raise WireError(f"What was written down holds the far object {name!r}.", "ref")

    def adopted(self, attachment: Attachment, name: str, methods: Sequence[str]) -> Remote | None:  # noqa: ARG002
        """No attachment is a port."""
        return None

    def describe(self, error: BaseException) -> dict[str, Any]:
        """An error as the wire has it."""
        return dict(describe_error(error))


_PAPER = _Paper()


def pack(value: Any) -> bytes:
    """Write a value down.

    Raises:
        NotSendable: it has no form that outlives its owner.
    """
    encoder = Encoder(_PAPER, LIMITS.depth)
    text = encoder.value(value)
    if encoder.pending:
        encoder.undo()
        raise NotSendable("The value holds something to await; await it before it is written down.")
    sizes: list[list[Any]] = []
    parts: list[bytes] = []
    for each in encoder.attachments:
        data = each.data if isinstance(each, BytesBlob) else each
        sizes.append([len(data), each.name, each.mime] if isinstance(each, BytesBlob) else [len(data)])
        parts.append(data)
    head = json.dumps(sizes).encode()
    body = text.encode()
    return b"".join((_MAGIC, len(head).to_bytes(4, "little"), len(body).to_bytes(8, "little"), head, body, *parts))


def unpack(data: bytes) -> Any:
    """Read a value.

    Raises:
        WireError: it is none.
    """
    if data[:4] != _MAGIC:
        raise WireError("What was written down is no value.", "value")
    head_end = 16 + int.from_bytes(data[4:8], "little")
    at = head_end + int.from_bytes(data[8:16], "little")
    body = json.loads(data[head_end:at])
    attachments: list[Attachment] = []
    for size, *file in json.loads(data[16:head_end]):
        part = data[at : at + size]
        at += size
        attachments.append(BytesBlob(file[0], part, file[1]) if file else part)
    decoder = Decoder(attachments, _PAPER, LIMITS.depth)
    value = decoder.value(body)
    decoder.finish()
    return value


def files(path: Path) -> list[StoredFile]:
    """The files of a value that was written down there, without reading it.

    Raises:
        WireError: it is none.
    """
    with path.open("rb") as stream:
        start = stream.read(16)
        if start[:4] != _MAGIC:
            raise WireError("What was written down is no value.", "value")
        sizes = json.loads(stream.read(int.from_bytes(start[4:8], "little")))
        at = stream.tell() + int.from_bytes(start[8:16], "little")
    found = []
    for size, *file in sizes:
        if file:
            found.append(StoredFile(file[0] or "file", file[1] or "", size, path, at))
        at += size
    return found


def write(path: Path, data: bytes) -> None:
    """Replace a file so that it is whole at any moment, and on the disk when this returns."""
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        # Above all where the disk is full.
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
