/** Starts ImJoy's plugins in Python: the interpreter that all plugins in Python get, with ImJoy's way to be loaded. */
import type {
  LoadedPlugin,
  PluginRecord,
  PluginStarter,
  PythonStarter,
  StartControls,
  StartedPlugin,
} from '../plugins/index.js';
import type { Peer, RemoteObject } from '../rpc/index.js';
import { constantsOf } from './constants.js';
import { readImJoyFile } from './file.js';
import { callerOf, type Operators } from './operators.js';
import { ownOperator } from './own_operator.js';

export interface ImJoyPythonDependencies {
  readonly python: PythonStarter;
  readonly operators: Operators;
}

export class ImJoyPythonStarter implements PluginStarter {
  constructor(private readonly dependencies: ImJoyPythonDependencies) {}

  async start(record: PluginRecord, controls: StartControls): Promise<StartedPlugin> {
    const { python, operators } = this.dependencies;
    const started = await python.start(record, controls, (peer) => this.load(peer, record, controls));
    void started.sandbox.ended.then(() => operators.clear());
    return started;
  }

  private async load(peer: Peer, record: PluginRecord, { onOps }: StartControls): Promise<LoadedPlugin> {
    const { operators } = this.dependencies;
    const file = readImJoyFile(record.text, record.fileName, record.header.imjoy?.tag ?? null);
    const required = file.config.requirements.flatMap((each) => (each.kind === 'script' ? [each.url] : []));
    const root = peer.root as RemoteObject;
    const loaded = await root.load_imjoy?.({
      source: record.text,
      fileName: record.fileName,
      scripts: file.scripts.filter(({ src }) => src === '').map(({ text, line }) => ({ text, line })),
      libraries: required,
      dependencies: record.header.dependencies,
      constants: constantsOf(record, file),
    });
    const { methods } = loaded as { methods: readonly string[] };
    const own = ownOperator(file, methods);
    if (own !== null) operators.setOwn(own);
    operators.onChange = () => onOps(operators.descriptions());
    return {
      get ops() {
        return operators.descriptions();
      },
      methods,
      call: callerOf(operators, (method, args, kwargs, options) =>
        peer.call(peer.root, 'run', [method, args, kwargs], {}, options),
      ),
    };
  }
}
