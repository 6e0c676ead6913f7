/** What a peer may ask of this side before it is closed, or has to wait. */
export interface Limits {
  /** Characters of one header. */
  readonly header: number;
  /** Attachments of one frame. */
  readonly attachments: number;
  /** Values nested in one another. */
  readonly depth: number;
  /** Calls that are being served at once; those above wait for their turn. */
  readonly serving: number;
  /** Frames and calls that may wait; above, the peer is closed. */
  readonly waiting: number;
  /** Milliseconds that a frame may wait while more than `burst` others do; above, the peer is closed. */
  readonly patience: number;
  readonly burst: number;
  /** Bytes that waiting frames and calls may hold (a single one may be larger); above, the peer is closed. */
  readonly waitingBytes: number;
  /** Objects exported to the peer and not yet dropped; above, the peer is closed. */
  readonly exports: number;
}

export const LIMITS: Limits = {
  header: 64 * 2 ** 20,
  attachments: 4096,
  depth: 64,
  serving: 1024,
  waiting: 20_000,
  patience: 1000,
  burst: 2000,
  waitingBytes: 1024 * 2 ** 20,
  exports: 2 ** 20,
};
