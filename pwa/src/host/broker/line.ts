/** One port of a plugin: its requests are checked and written down, then passed to the outlet; answers come back. */
import type { FetchRequest, NetworkAnswer, NetworkRequest } from '../../contracts/network.js';
import type { Permissions } from '../../contracts/permissions.js';
import type { BrokerClient } from './client.js';
import { followsSockets } from './engine.js';
import type { Keeping, KeptAnswers } from './kept_answers.js';
import type { Outlet } from './outlet.js';
import { originOf, permits, refusal } from './permits.js';
import { readRequest } from './read_request.js';
import type { RequestLog, RequestNote } from './request_log.js';

export interface LineDependencies {
  readonly log: RequestLog;
  readonly kept: KeptAnswers;
  readonly outlet: () => Outlet;
  readonly grant: () => Permissions;
}

type Opening = Extract<NetworkRequest, { t: 'fetch' | 'socket' }>;

interface Exchange {
  readonly request: Opening;
  readonly note: RequestNote;
  /** Null while an answer that was kept is looked for. */
  way: { readonly outlet: Outlet; readonly id: number } | null;
  keeping: Keeping | null;
}

export class Line {
  private readonly open = new Map<number, Exchange>();

  constructor(
    private readonly client: BrokerClient,
    private readonly port: MessagePort,
    private readonly dependencies: LineDependencies,
  ) {
    port.onmessage = ({ data }: MessageEvent<unknown>) => this.read(data);
  }

  /** Ends every exchange: the plugin is gone. */
  close(): void {
    this.port.close();
    for (const id of [...this.open.keys()]) this.give(id, 'the plugin ended');
  }

  private read(data: unknown): void {
    const request = readRequest(data);
    if (request === null) return;
    const exchange = this.open.get(request.id);
    if (request.t === 'fetch' || request.t === 'socket') {
      // A number that is in use already would confuse two answers.
      if (exchange === undefined) void this.begin(request);
    } else if (request.t === 'abort') this.give(request.id, 'the plugin gave it up');
    else if (exchange?.way != null) void exchange.way.outlet.send({ ...request, id: exchange.way.id });
  }

  private async begin(request: Opening): Promise<void> {
    const { log, grant } = this.dependencies;
    const method = request.t === 'socket' ? 'WebSocket' : request.method;
    const note = log.begin(this.client.id, method, request.url);
    const why = this.refusal(request);
    if (why !== null) {
      note.end('refused', why);
      this.port.postMessage({ t: 'failed', id: request.id, message: why, refused: true } satisfies NetworkAnswer);
      return;
    }
    const exchange: Exchange = { request, note, way: null, keeping: null };
    this.open.set(request.id, exchange);
    if (request.t === 'fetch' && request.keep) {
      const kept = request.integrity === '' ? null : await this.dependencies.kept.get(this.client.sha256, request.url);
      if (!this.open.has(request.id)) return;
      if (kept !== null) return this.replay(exchange, kept);
      // It may have been withdrawn meanwhile.
      if (!permits(grant(), request.url)) return this.answer(request.id, this.withdrawn(request));
      exchange.keeping = this.dependencies.kept.begin(this.client.sha256, request.url);
    }
    const outlet = this.dependencies.outlet();
    let isEarly = true;
    const receive = (answer: NetworkAnswer, isOwn: boolean) => {
      // An outlet that refuses answers before its number is known.
      if (isEarly) queueMicrotask(() => this.answer(request.id, answer, isOwn));
      else this.answer(request.id, answer, isOwn);
    };
    exchange.way = { outlet, id: outlet.begin(request, receive) };
    isEarly = false;
  }

  private refusal(request: Opening): string | null {
    const { client } = this;
    if (!permits(this.dependencies.grant(), request.url)) return refusal(client.name, client.asks, request.url);
    const { username, password } = new URL(request.url);
    if (username !== '' || password !== '')
      return `The address of ${originOf(request.url)} holds a user name or password; that is not sent.`;
    if (request.t === 'socket' && followsSockets())
      return `This browser would let ${originOf(request.url)} lead a WebSocket on to any other address, so plugins can have none here. Use fetch, or another browser.`;
    if (request.t === 'fetch' && request.mode === 'same-origin')
      return `A plugin's own origin has no address, so ${request.url} can't be of the same origin. Leave “mode” out.`;
    return null;
  }

  private withdrawn({ id, url }: Opening): NetworkAnswer {
    return { t: 'failed', id, message: refusal(this.client.name, this.client.asks, url), refused: true };
  }

  /** Passes an answer on to the plugin. */
  private answer(id: number, answer: NetworkAnswer, isOwn = false): void {
    const exchange = this.open.get(id);
    if (exchange === undefined) return;
    const { note, request, keeping } = exchange;
    switch (answer.t) {
      case 'response':
        if (request.t === 'fetch' && answer.status !== 0 && !this.mayComeFrom(answer.url)) {
          // The gate's policy has stopped it before; should a browser not obey that, at least nothing comes in.
          this.give(id, '');
          this.fail(id, exchange, this.redirected(request), true);
          return;
        }
        note.answered(answer.status);
        keeping?.head(answer);
        break;
      case 'chunk':
        note.received(answer.data.byteLength);
        keeping?.chunk(answer.data);
        break;
      case 'message':
        note.received(typeof answer.data === 'string' ? answer.data.length : answer.data.byteLength);
        break;
      case 'opened':
        note.answered(101);
        break;
      case 'end':
        keeping?.end();
        this.open.delete(id);
        note.end('done', '');
        break;
      case 'closed':
        this.open.delete(id);
        note.end(answer.wasClean ? 'done' : 'failed', answer.wasClean ? '' : 'The connection was lost.');
        break;
      case 'failed':
        void this.failed(id, exchange, answer, isOwn);
        return;
    }
    const transfer =
      (answer.t === 'chunk' || answer.t === 'message') && typeof answer.data !== 'string' ? [answer.data] : [];
    this.port.postMessage({ ...answer, id }, transfer);
  }

  private async failed(
    id: number,
    exchange: Exchange,
    answer: Extract<NetworkAnswer, { t: 'failed' }>,
    isOwn: boolean,
  ): Promise<void> {
    const { request, keeping } = exchange;
    if (keeping?.isUntouched === true && !answer.refused) {
      const kept = await this.dependencies.kept.get(this.client.sha256, request.url);
      if (!this.open.has(id)) return;
      if (kept !== null) return this.replay(exchange, kept);
    }
    const { origin } = new URL(request.url);
    const isGranted = permits(this.dependencies.grant(), request.url);
    if (!isGranted) this.fail(id, exchange, refusal(this.client.name, this.client.asks, request.url), true);
    else if (isOwn) this.fail(id, exchange, `The request to ${origin} ended: ${answer.message}.`, true);
    // The policy knows the grant, so what it stops when the first address was granted is a redirect.
    else if (answer.refused && request.t === 'fetch') this.fail(id, exchange, this.redirected(request), true);
    else {
      const why = `${origin} could not be reached, or does not allow pages of other sites to read its answers (CORS).`;
      this.fail(id, exchange, `${why} The browser says: ${answer.message}`, answer.refused);
    }
  }

  private fail(id: number, { note }: Exchange, message: string, refused: boolean): void {
    this.open.delete(id);
    note.end(refused ? 'refused' : 'failed', message);
    this.port.postMessage({ t: 'failed', id, message, refused } satisfies NetworkAnswer);
  }

  private replay(exchange: Exchange, kept: readonly NetworkAnswer[]): void {
    exchange.keeping = null;
    for (const answer of kept) this.answer(exchange.request.id, answer);
  }

  private redirected({ url }: FetchRequest): string {
    return `${url} answers by sending the request on to an origin that “${this.client.name}” may not reach, so it was not followed. The plugin has to ask for that origin, too, in its header's “network”.`;
  }

  /** Also the safe variant of a granted origin (https for http), to which the browser may go by itself. */
  private mayComeFrom(url: string): boolean {
    const grant = this.dependencies.grant();
    return permits(grant, url) || permits(grant, url.replace(/^https:/, 'http:'));
  }

  /** Forgets an exchange that the plugin no longer waits for. */
  private give(id: number, reason: string): void {
    const exchange = this.open.get(id);
    if (exchange === undefined) return;
    if (exchange.way !== null) void exchange.way.outlet.send({ t: 'abort', id: exchange.way.id });
    if (reason === '') return;
    this.open.delete(id);
    exchange.note.end('failed', reason);
  }
}
