/** The broker, loaded when the first plugin starts; what is asked until then waits in the plugins' ports. */
import type { Broker, BrokerDependencies, FetchedFile } from './broker.js';
import type { BrokerClient } from './client.js';

export class LazyBroker {
  private broker: Promise<Broker> | null = null;

  /** @param dependencies gives what the broker needs, and may load it. */
  constructor(private readonly dependencies: () => Promise<BrokerDependencies>) {}

  /** See {@link Broker.serve}. */
  serve(client: BrokerClient, ports: readonly MessagePort[]): () => void {
    const serving = this.loaded().then((broker) => broker.serve(client, ports));
    // Where it can't be loaded, as offline before the app was saved, the plugin's requests stay unanswered.
    serving.catch(() => undefined);
    return () => {
      void serving.then(
        (end) => end(),
        () => undefined,
      );
    };
  }

  /** See {@link Broker.file}. */
  async file(client: BrokerClient, url: string, keep: boolean, signal?: AbortSignal): Promise<FetchedFile> {
    return (await this.loaded()).file(client, url, keep, signal);
  }

  /** See {@link Broker.fetch}. */
  async fetch(client: BrokerClient, url: string, init?: RequestInit): Promise<Response> {
    return (await this.loaded()).fetch(client, url, init);
  }

  /** See {@link Broker.changed}. */
  changed(pluginId: string): void {
    void this.broker?.then(
      (broker) => broker.changed(pluginId),
      () => undefined,
    );
  }

  private loaded(): Promise<Broker> {
    if (this.broker !== null) return this.broker;
    const broker = Promise.all([import('./broker.js'), this.dependencies()]).then(
      ([{ Broker }, dependencies]) => new Broker(dependencies),
    );
    this.broker = broker;
    broker.catch(() => {
      // The next plugin tries again.
      this.broker = null;
    });
    return broker;
  }
}
