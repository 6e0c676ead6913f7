/** What engines hold for plugins, seen and let go by the person. */
import type { EngineHoldings } from '../contracts/engine.js';
import type { EngineClient } from '../engine/index.js';
import type { HoldingsActions } from './engine_item.js';

interface HoldingsParts {
  /** @throws Error when it is not connected. */
  readonly client: (engine: string) => EngineClient;
  readonly show: (engine: string, holdings: EngineHoldings) => void;
  /** Does something, and tells the person what went wrong. */
  readonly act: (what: string, work: () => Promise<void>) => Promise<void>;
  readonly confirm: (text: string) => Promise<boolean>;
}

export class EngineHoldingsDesk implements HoldingsActions {
  constructor(private readonly parts: HoldingsParts) {}

  look(engine: string): Promise<void> {
    return this.act(engine, 'Looking what the engine holds', async () => undefined);
  }

  endProcesses(engine: string, plugin: string, owner: string): Promise<void> {
    return this.act(engine, 'Ending the processes', (client) => client.endProcesses(plugin, owner));
  }

  removeEnvironment(engine: string, environment: string): Promise<void> {
    return this.act(engine, 'Removing the environment', (client) => client.removeEnvironment(environment));
  }

  removePlugin(engine: string, plugin: string): Promise<void> {
    return this.act(engine, 'Removing the plugin', async (client) => {
      const name = (await client.plugins()).find(({ id }) => id === plugin)?.name ?? plugin;
      const text = `Remove “${name}” from the engine at ${engine}? Its jobs that wait or run are stopped.`;
      if (await this.parts.confirm(text)) await client.remove(plugin);
    });
  }

  private act(engine: string, what: string, work: (client: EngineClient) => Promise<unknown>): Promise<void> {
    return this.parts.act(what, async () => {
      const client = this.parts.client(engine);
      try {
        await work(client);
      } finally {
        // Also after a failure: what was to go may be gone already.
        this.parts.show(engine, await holdingsOf(client));
      }
    });
  }
}

async function holdingsOf(client: EngineClient): Promise<EngineHoldings> {
  const isAdmin = client.info.scopes.includes('admin');
  const [plugins, processes, environments] = await Promise.all([
    client.plugins(),
    isAdmin ? client.processes() : null,
    isAdmin ? client.environments() : null,
  ]);
  return {
    plugins: plugins.map(({ id, name, version, owner }) => ({ id, name, version, owner })),
    processes,
    environments,
  };
}
