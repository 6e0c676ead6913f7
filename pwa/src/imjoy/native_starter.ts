/** Starts native-python plugins: they are installed on an engine, and what they export is called there. */
import type { EngineClient } from '../engine/index.js';
import { distantPeer } from '../plugins/distant_peer.js';
import {
  DistantSandbox,
  type PluginRecord,
  type PluginStarter,
  type StartControls,
  type StartedPlugin,
} from '../plugins/index.js';
import type { CallOptions } from '../rpc/index.js';
import { readImJoyFile } from './file.js';
import { callerOf, type Operators } from './operators.js';
import { ownOperator } from './own_operator.js';

export type NativeEngine = Pick<EngineClient, 'install' | 'call' | 'closed'>;

export interface NativeDependencies {
  /** The engine to run it on. Rejects, with what to do, where there is none or the plugin may not use it. */
  readonly engine: () => Promise<NativeEngine>;
  /** What the plugin may call as `api.NAME`, by name. */
  readonly host: { readonly [name: string]: unknown };
  readonly operators: Operators;
  readonly onLog: (text: string, level: string) => void;
}

export class NativeStarter implements PluginStarter {
  constructor(private readonly dependencies: NativeDependencies) {}

  async start(record: PluginRecord, { signal, onStep, onOps }: StartControls): Promise<StartedPlugin> {
    const { operators, onLog } = this.dependencies;
    const { text, fileName, sha256, header } = record;
    const file = readImJoyFile(text, fileName, header.imjoy?.tag ?? null);
    onStep('Looking for an engine', null);
    const engine = await this.dependencies.engine();
    onStep('Installing on the engine', null);
    const { id, exports: methods } = await engine.install(
      { text, name: fileName, sha256, tag: file.tag },
      {
        signal,
        onLog: (line, level) => {
          onStep(line, null);
          onLog(line, level);
        },
      },
    );
    // Its functions stay the page's: whatever it may do here is asked and judged as for a plugin in this browser.
    const host = Object.fromEntries(Object.entries(this.dependencies.host).filter(([, each]) => isFunction(each)));
    const callMethod = (method: string, args: readonly unknown[], kwargs: object, options: CallOptions) =>
      engine.call(id, method, args, kwargs, { ...options, onLog }, host);
    const own = ownOperator(file, methods);
    if (own !== null) operators.setOwn(own);
    operators.onChange = () => onOps(operators.descriptions());
    const { here, peer } = distantPeer(header.name, methods, callMethod);
    const sandbox = new DistantSandbox((reason) => {
      here.close(reason);
      operators.clear();
    });
    void engine.closed.then((reason) => sandbox.terminate(reason));
    return {
      sandbox,
      peer,
      get ops() {
        return operators.descriptions();
      },
      methods,
      call: callerOf(operators, callMethod),
    };
  }
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}
