/** A port to another peer, to be sent: the other side gets that peer's root object. */
export class PeerPort {
  /**
   * @param name what the peer is called, for messages.
   * @param methods names of its root's methods; empty when they are not known.
   */
  constructor(
    readonly port: MessagePort,
    readonly name: string,
    readonly methods: readonly string[] = [],
  ) {}
}
