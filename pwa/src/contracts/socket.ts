/**
 * How frames travel over a WebSocket. Types without logic; `coverslip.rpc.socket_records` is their twin in Python.
 *
 * All messages of the socket are binary. Most are records: an array in msgpack whose first item says which. A `chunk`
 * record announces that the next message is bare bytes. A frame (see {@link file://./wire.ts}) leaves as one `frame`
 * record and as many chunks as its attachments need, one attachment after the other; an empty attachment needs none.
 *
 * Frames and chunks are packets. Each side numbers those that it sends, from 1 on, and tells how many it has had: in
 * `open`, in each `frame`, and in `ack` where it has nothing to send. What has not been acknowledged is kept and sent
 * again over the next connection, from the first packet that the other side has not had; so nothing is lost and
 * nothing comes twice. At most {@link WINDOW} bytes are under way unacknowledged: whoever reads slowly is not flooded.
 *
 * The client opens each connection with an `open`, and the server answers with its own. The first has an empty token;
 * the server's answer gives the token by which the client comes back to the session. A side that has heard nothing for
 * the time of a heartbeat sends `ping`, which is answered with `pong`; one that still hears nothing drops the
 * connection. `close` ends the session: it is the last record, and nothing is resumed after it.
 */

export const SOCKET_VERSION = 1;
/** The subprotocol of the WebSocket. */
export const SUBPROTOCOL = 'coverslip.1';
/** Bytes of a chunk at most; a longer header leaves as chunks too. No message of the socket is larger than twice this. */
export const CHUNK = 512 * 1024;
/** Bytes of a header (in UTF-8) that may stand in its record. */
export const INLINE_HEADER = 64 * 1024;
/** Bytes of packets that may be under way unacknowledged; a single packet may always be. */
export const WINDOW = 16 * 2 ** 20;

export type SocketRecord =
  /** `received`: the packets of the other side that the sender has had in this session. */
  | readonly [type: 'open', version: number, token: string, received: number]
  /** A null header comes as the frame's first chunks; `parts` then begins with its size in UTF-8. */
  | readonly [type: 'frame', number: number, received: number, header: string | null, parts: readonly SocketPart[]]
  /** The next message holds the bytes. */
  | readonly [type: 'chunk', number: number]
  | readonly [type: 'ack', received: number]
  | readonly [type: 'ping']
  | readonly [type: 'pong']
  | readonly [type: 'close', reason: string];

/** An attachment: the size of a buffer in bytes, or a file's size, name ("" for none) and media type. */
export type SocketPart = number | readonly [size: number, name: string, mime: string];
