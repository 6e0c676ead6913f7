/** Starts plugins in Python that need what no sandbox here has: an engine installs them, and is called for their ops. */
import type { OpDescription } from '../contracts/plugin.js';
import type { EngineClient } from '../engine/index.js';
import { type CallMethod, distantPeer } from '../plugins/distant_peer.js';
import { DistantSandbox, type PluginRecord, type PluginStarter, type StartControls } from '../plugins/index.js';

export interface EngineStarterParts {
  /** The engine to run it on. Rejects, with what to do, where there is none or the plugin may not use it. */
  readonly engine: () => Promise<Pick<EngineClient, 'install' | 'call' | 'closed'>>;
  /** What the plugin may call as `api.NAME`, by name. */
  readonly host: { readonly [name: string]: unknown };
  readonly onLog: (text: string, level: string) => void;
}

export class EngineStarter implements PluginStarter {
  constructor(private readonly parts: EngineStarterParts) {}

  async start({ text, fileName, sha256, header }: PluginRecord, { signal, onStep }: StartControls) {
    const { onLog } = this.parts;
    onStep('Looking for an engine', null);
    const engine = await this.parts.engine();
    onStep('Installing on the engine', null);
    const installing = (line: string, level: string): void => {
      onStep(line, null);
      onLog(line, level);
    };
    const plugin = await engine.install({ text, name: fileName, sha256 }, { signal, onLog: installing });
    // Whatever it may do in this page is asked and judged as for a plugin that runs here.
    const host = Object.fromEntries(Object.entries(this.parts.host).filter(([, each]) => typeof each === 'function'));
    const call: CallMethod = (method, args, kwargs, options) =>
      engine.call(plugin.id, method, args, kwargs, { ...options, onLog }, host);
    const ops = plugin.ops as readonly OpDescription[];
    const { here, peer } = distantPeer(header.name, [...ops.map(({ name }) => name), ...plugin.exports], call);
    const sandbox = new DistantSandbox((reason) => here.close(reason));
    void engine.closed.then((reason) => sandbox.terminate(reason));
    return { sandbox, peer, ops, methods: plugin.exports, call };
  }
}
