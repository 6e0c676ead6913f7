"""Symmetric calls over an endpoint: the twin of `pwa/src/rpc`, the same code in Pyodide and in CPython."""

from .blob import Blob
from .codecs import Codec, Codecs, Coded, shared_codecs
from .context import CallContext, current_call
from .endpoint import Attachments, Endpoint, memory_pair
from .exportable import Interface
from .limits import LIMITS, Limits
from .peer import Peer
from .port import PeerPort
from .remote import Remote, RemoteIterator, RemoteMethod, peer_of
from .remote_file import RemoteFile
from .undefined import UNDEFINED
from .wire import WIRE_VERSION

__all__ = [
    "LIMITS",
    "UNDEFINED",
    "WIRE_VERSION",
    "Attachments",
    "Blob",
    "CallContext",
    "Codec",
    "Codecs",
    "Coded",
    "Endpoint",
    "Interface",
    "Limits",
    "Peer",
    "PeerPort",
    "Remote",
    "RemoteFile",
    "RemoteIterator",
    "RemoteMethod",
    "current_call",
    "memory_pair",
    "peer_of",
    "shared_codecs",
]
