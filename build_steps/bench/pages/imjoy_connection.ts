/** imjoy-rpc over a MessagePort: its own connections are made for a frame or a whole worker. */
import { RPC } from 'imjoy-rpc/src/rpc.js';
import { MessageEmitter } from 'imjoy-rpc/src/utils.js';

class PortConnection extends MessageEmitter {
  readonly #port: MessagePort;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<{ readonly type: string }>) => this._fire(data.type, data);
  }

  emit(data: { __transferables__?: Transferable[] }): void {
    const { __transferables__: transferables = [], ...message } = data;
    this.#port.postMessage(message, transferables);
  }

  disconnect(): void {
    this.#port.close();
  }
}

export function imjoy(port: MessagePort): { readonly rpc: RPC } {
  return { rpc: new RPC(new PortConnection(port), { name: 'benchmark' }) };
}
