/** The plugin's side of its port to the broker: numbers exchanges, and hands each answer to whom it belongs. */
import type { FetchRequest, NetworkAnswer, NetworkRequest } from '../../contracts/network.js';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type Opening = Omit<FetchRequest, 'id'> | WithoutId<Extract<NetworkRequest, { t: 'socket' }>>;

export class Exchanges {
  private readonly open = new Map<number, (answer: NetworkAnswer) => void>();
  private last = 0;

  constructor(private readonly port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<NetworkAnswer>) => {
      const receive = this.open.get(data.id);
      if (data.t === 'end' || data.t === 'failed' || data.t === 'closed') this.open.delete(data.id);
      receive?.(data);
    };
  }

  /** @returns the exchange's number. */
  begin(opening: Opening, receive: (answer: NetworkAnswer) => void, transfer: Transferable[] = []): number {
    const id = this.number();
    this.open.set(id, receive);
    this.port.postMessage({ ...opening, id }, transfer);
    return id;
  }

  /** A number for an exchange whose answers come another way. */
  number(): number {
    this.last += 1;
    return this.last;
  }

  send(request: Exclude<NetworkRequest, { t: 'fetch' | 'socket' }>, transfer: Transferable[] = []): void {
    this.port.postMessage(request, transfer);
  }

  /** Forgets an exchange and tells the broker so. */
  abort(id: number): void {
    if (this.open.delete(id)) this.send({ t: 'abort', id });
  }
}
