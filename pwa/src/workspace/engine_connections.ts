/** The connections to engines: kept for the next visit, and made anew when they were lost. */
import type { EngineHoldings } from '../contracts/engine.js';
import {
  EngineClient,
  type EngineLink,
  engineFetch,
  isEngineFile,
  isInvitation,
  parseEngineLink,
  redeemed,
} from '../engine/index.js';
import type { EngineItem } from './engine_item.js';
import { keepLinks, keptLinks } from './engine_records.js';
import type { Workspace } from './workspace.js';

/** Milliseconds between two attempts to connect an engine that was lost. */
const AGAIN = 5000;

interface ConnectionEvents {
  readonly met: (client: EngineClient) => void;
  /** The person has disconnected it. */
  readonly left: (id: string) => void;
}

export class EngineConnections {
  private readonly links = new Map<string, EngineLink>();
  private readonly clients = new Map<string, EngineClient>();
  /** Connections that are being made, by address and token. */
  private readonly reaching = new Map<string, Promise<EngineClient>>();

  constructor(
    private readonly workspace: Workspace,
    private readonly events: ConnectionEvents,
  ) {}

  /** Connects those of the last visit. */
  resume(): void {
    for (const link of keptLinks()) {
      this.links.set(link.url, link);
      void this.reach(link).catch((error: unknown) => this.lost(link, error));
    }
  }

  /** Connects by a link. Rejects with what went wrong. */
  async add(text: string): Promise<EngineClient> {
    const given = parseEngineLink(text);
    if (!isInvitation(given)) return this.addLink(given);
    let link: EngineLink;
    try {
      link = await redeemed(given);
    } catch (refusal) {
      // Such a link connects once; where it was used by this browser, the engine is known here.
      const known = this.links.get(given.url) ?? keptLinks().find(({ url }) => url === given.url);
      if (known === undefined) throw refusal;
      return this.addLink(known).catch(() => {
        throw refusal;
      });
    }
    return this.addLink(link);
  }

  private async addLink(link: EngineLink): Promise<EngineClient> {
    const before = this.clients.get(link.url);
    if (before?.link.token === link.token) return before;
    before?.close();
    try {
      const client = await this.reach(link);
      this.links.set(link.url, link);
      keepLinks([...this.links.values()]);
      return client;
    } catch (error) {
      if (!this.links.has(link.url)) this.remove(link.url);
      throw error;
    }
  }

  disconnect(id: string): void {
    this.links.delete(id);
    keepLinks([...this.links.values()]);
    this.clients.get(id)?.close();
    this.clients.delete(id);
    this.remove(id);
  }

  all(): readonly EngineClient[] {
    return [...this.clients.values()];
  }

  /** @param id null for any that is connected. */
  client(id: string | null): EngineClient {
    const found = id === null ? this.clients.values().next().value : this.clients.get(id);
    if (found !== undefined) return found;
    throw new Error(
      id === null
        ? 'No engine is connected. Start one with coverslip-engine, and paste its link under Engines and jobs.'
        : `The engine at ${id} is not connected. Look whether it runs; its state stands under Engines and jobs.`,
    );
  }

  /** The engine that was chosen, or any that is connected or about to be; null when there is none. */
  async preferred(chosen: string): Promise<EngineClient | null> {
    const known = this.clients.get(chosen);
    if (known !== undefined) return known;
    if (this.clients.size === 0) await Promise.any(this.reaching.values()).catch(() => undefined);
    return this.clients.size > 0 ? this.client(null) : null;
  }

  /** `fetch` for the address of a file on an engine that the person has connected; null for any other address. */
  fetchOf(url: URL): typeof fetch | null {
    const link = [...this.links.values(), ...keptLinks()].find((each) => isEngineFile(url, each));
    return link === undefined ? null : engineFetch(link);
  }

  showHoldings(id: string, holdings: EngineHoldings): void {
    const item = this.workspace.state.engines.find((each) => each.id === id);
    if (item !== undefined) this.put({ ...item, holdings });
  }

  private reach(link: EngineLink): Promise<EngineClient> {
    const key = `${link.url} ${link.token}`;
    const before = this.reaching.get(key);
    if (before !== undefined) return before;
    const connecting = this.open(link).finally(() => this.reaching.delete(key));
    this.reaching.set(key, connecting);
    return connecting;
  }

  private async open(link: EngineLink): Promise<EngineClient> {
    this.put({ id: link.url, state: 'connecting', info: null, message: '', holdings: null });
    const client = await EngineClient.connect(link);
    this.clients.set(link.url, client);
    this.put({ id: link.url, state: 'connected', info: client.info, message: '', holdings: null });
    client.onHeard((isHeard) => {
      const item = this.workspace.state.engines.find(({ id }) => id === link.url);
      if (item && this.clients.get(link.url) === client) this.put({ ...item, state: isHeard ? 'connected' : 'silent' });
    });
    void client.closed.then((reason) => {
      if (this.clients.get(link.url) !== client) return;
      this.clients.delete(link.url);
      this.lost(link, new Error(reason));
    });
    this.events.met(client);
    return client;
  }

  private lost(link: EngineLink, error: unknown): void {
    if (this.links.get(link.url) !== link) return;
    const message = error instanceof Error ? error.message : String(error);
    this.put({ id: link.url, state: 'lost', info: null, message, holdings: null });
    setTimeout(() => {
      if (this.links.get(link.url) === link && !this.clients.has(link.url))
        void this.reach(link).catch((again: unknown) => this.lost(link, again));
    }, AGAIN);
  }

  private put(item: EngineItem): void {
    const { engines } = this.workspace.state;
    const at = engines.findIndex(({ id }) => id === item.id);
    this.workspace.update({ engines: at < 0 ? [...engines, item] : engines.with(at, item) });
  }

  private remove(id: string): void {
    const { engines, place } = this.workspace.state;
    const isChosen = place === `now:${id}` || place === `job:${id}`;
    this.workspace.update({
      engines: engines.filter((each) => each.id !== id),
      place: isChosen ? 'auto' : place,
    });
    this.events.left(id);
  }
}
