/**
 * The network broker: every request of a plugin comes here, is compared with the plugin's grant, written down, and goes
 * out through the plugin's gate, a frame whose policy names the granted origins and nothing else.
 */
import { FetchError, Refused } from '../../contracts/errors.js';
import type { Permissions } from '../../contracts/permissions.js';
import { Exchanges } from '../../sandbox/network/exchanges.js';
import { brokeredFetch } from '../../sandbox/network/fetch.js';
import type { BrokerClient } from './client.js';
import type { KeptAnswers } from './kept_answers.js';
import { Line } from './line.js';
import { type OpenGate, Outlet } from './outlet.js';
import { permits, refusal } from './permits.js';
import type { RequestLog } from './request_log.js';

export interface FetchedFile {
  readonly bytes: ArrayBuffer;
  /** Its media type, or ''. */
  readonly type: string;
}

export interface BrokerDependencies {
  /** What the plugin is granted now. */
  readonly grantOf: (pluginId: string) => Permissions;
  readonly log: RequestLog;
  readonly openGate: OpenGate;
  readonly kept: KeptAnswers;
}

export class Broker {
  private readonly outlets = new Map<string, Outlet>();

  constructor(private readonly dependencies: BrokerDependencies) {}

  /**
   * Answers the requests that come over ports of a plugin's sandbox.
   *
   * @returns a function that ends it, with every request under way.
   */
  serve(client: BrokerClient, ports: readonly MessagePort[]): () => void {
    const { log, kept, grantOf } = this.dependencies;
    const lines = ports.map(
      (port) =>
        new Line(client, port, { log, kept, outlet: () => this.outlet(client.id), grant: () => grantOf(client.id) }),
    );
    return () => {
      for (const line of lines) line.close();
    };
  }

  /** `fetch` as the plugin could do it, for what the page does in its name. */
  fetch(client: BrokerClient, url: string, init: RequestInit = {}): Promise<Response> {
    const { port1, port2 } = new MessageChannel();
    this.serve(client, [port2]);
    return brokeredFetch(new Exchanges(port1), globalThis.fetch.bind(globalThis))(url, init);
  }

  /**
   * Fetches a whole file in the plugin's name.
   *
   * @param keep whether it is kept for when its host can't be reached.
   * @throws Refused where the grant does not allow it, FetchError where it can't be had.
   */
  async file(client: BrokerClient, url: string, keep: boolean, signal?: AbortSignal): Promise<FetchedFile> {
    const isPermitted = permits(this.dependencies.grantOf(client.id), url);
    const source = new URL(url).host;
    try {
      const init = { coverslipKeep: keep, ...(signal === undefined ? {} : { signal }) };
      const response = await this.fetch(client, url, init);
      if (!response.ok)
        throw new FetchError(
          `${url} could not be fetched: its host answered ${response.status}.`,
          source,
          response.status,
        );
      const type = (response.headers.get('content-type') ?? '').replace(/;.*$/, '').trim();
      return { bytes: await response.arrayBuffer(), type };
    } catch (error) {
      if (!isPermitted) throw new Refused(refusal(client.name, client.asks, url));
      if (!(error instanceof TypeError)) throw error;
      throw new FetchError(error.message, source, null, { cause: error });
    }
  }

  /** To be called when a plugin's grant has changed: what is no longer granted ends at once. */
  changed(pluginId: string): void {
    const outlet = this.outlets.get(pluginId);
    this.outlets.delete(pluginId);
    const { network } = this.dependencies.grantOf(pluginId);
    if (outlet?.origins.every((origin) => network.includes(origin))) outlet.retire();
    else outlet?.close('its permission to use the network was withdrawn');
  }

  /** The way out for what is granted now: a new version of a plugin may have been granted more, or less, than the old. */
  private outlet(pluginId: string): Outlet {
    const { grantOf, openGate } = this.dependencies;
    const { network } = grantOf(pluginId);
    const known = this.outlets.get(pluginId);
    if (known !== undefined) {
      const isSame = known.origins.length === network.length && network.every((each) => known.origins.includes(each));
      if (isSame) return known;
      this.changed(pluginId);
    }
    const made = new Outlet(network, openGate);
    this.outlets.set(pluginId, made);
    return made;
  }
}
