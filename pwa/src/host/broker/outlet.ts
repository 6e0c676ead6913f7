/** A plugin's gate, opened when it is first needed, and the exchanges that go through it. */
import type { NetworkAnswer, NetworkRequest } from '../../contracts/network.js';

export interface Gate {
  readonly port: MessagePort;
  close(): void;
}

export type OpenGate = (origins: readonly string[]) => Promise<Gate>;

/** Exchanges of one plugin that are under way at once; more wait. */
const MOST_AT_ONCE = 64;
/** Exchanges that may wait; a plugin that asks for more is told so. */
const MOST_WAITING = 2000;
const isLast = ({ t }: NetworkAnswer) => t === 'end' || t === 'failed' || t === 'closed';

/** @param isOwn whether the outlet says it, and not the gate. */
export type Receive = (answer: NetworkAnswer, isOwn: boolean) => void;
type Opening = Extract<NetworkRequest, { t: 'fetch' | 'socket' }>;

export class Outlet {
  private readonly under = new Map<number, Receive>();
  private waiting: { readonly request: Opening; readonly receive: Receive }[] = [];
  private gate: Promise<Gate> | null = null;
  private last = 0;
  private closed: string | null = null;

  /** @param origins what the gate can reach. */
  constructor(
    readonly origins: readonly string[],
    private readonly open: OpenGate,
  ) {}

  /** @returns the number of the exchange in this outlet; its answers carry that number. */
  begin(request: Opening, receive: Receive): number {
    this.last += 1;
    const numbered = { ...request, id: this.last };
    if (this.closed !== null) receive(failed(this.last, this.closed), true);
    else if (this.waiting.length >= MOST_WAITING)
      receive(
        failed(this.last, `${MOST_WAITING} requests of this plugin wait already; let some of them end first`),
        true,
      );
    else {
      this.waiting.push({ request: numbered, receive });
      this.advance();
    }
    return this.last;
  }

  /** Passes on what belongs to an exchange that has begun. */
  async send(request: Exclude<NetworkRequest, Opening>): Promise<void> {
    if (request.t === 'abort') {
      this.waiting = this.waiting.filter((each) => each.request.id !== request.id);
      if (!this.under.delete(request.id)) return;
      this.advance();
    } else if (!this.under.has(request.id)) return;
    const gate = await this.gate?.catch(() => null);
    gate?.port.postMessage(request, request.t === 'send' && typeof request.data !== 'string' ? [request.data] : []);
  }

  /** Ends every exchange at once. */
  close(reason: string): void {
    this.closed = reason;
    this.fail(reason);
    void this.gate?.then(
      (gate) => gate.close(),
      () => undefined,
    );
  }

  /** Takes nothing new, and closes when the last exchange has ended. */
  retire(): void {
    this.closed = 'the plugin was given other permissions; ask again';
    this.closeWhenIdle();
  }

  private closeWhenIdle(): void {
    if (this.closed !== null && this.under.size === 0 && this.waiting.length === 0) this.close(this.closed);
  }

  private advance(): void {
    while (this.under.size < MOST_AT_ONCE) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.under.set(next.request.id, next.receive);
      void this.pass(next.request);
    }
  }

  private async pass(request: Opening): Promise<void> {
    this.gate ??= this.open(this.origins).then((gate) => {
      gate.port.onmessage = ({ data }: MessageEvent<NetworkAnswer>) => this.receive(data);
      return gate;
    });
    try {
      const { port } = await this.gate;
      // It may have been given up while the gate was opened.
      if (!this.under.has(request.id)) return;
      port.postMessage(request, request.t === 'fetch' && request.body !== null ? [request.body] : []);
    } catch (error) {
      this.gate = null;
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  private receive(answer: NetworkAnswer): void {
    const receive = this.under.get(answer.id);
    if (isLast(answer)) {
      this.under.delete(answer.id);
      this.advance();
    }
    receive?.(answer, false);
    this.closeWhenIdle();
  }

  private fail(reason: string): void {
    const ended = [...this.under, ...this.waiting.map(({ request, receive }) => [request.id, receive] as const)];
    this.under.clear();
    this.waiting = [];
    for (const [id, receive] of ended) receive(failed(id, reason), true);
  }
}

function failed(id: number, message: string): NetworkAnswer {
  return { t: 'failed', id, message, refused: true };
}
