/** The ports by which a plugin's requests leave its worker or window. */
export interface NetworkPorts {
  /** To the host's broker. */
  readonly broker: MessagePort;
  /** To the main thread of the worker's frame, for synchronous requests; null where memory can't be shared. */
  readonly relay: MessagePort | null;
  /** The byte that says that running Python is to stop, if there is one. */
  readonly interrupt: SharedArrayBuffer | null;
}
