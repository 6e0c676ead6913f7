/** Starts plugins in JavaScript: a worker in a sandbox of its own, the scripts that it requires, and its own scripts. */
import { Cancelled, FormatError } from '../contracts/errors.js';
import type { ScriptLibrary, ScriptPlugin, ScriptRuntimeApi } from '../contracts/script.js';
import type { PluginRecord, PluginStarter, StartControls, StartedPlugin } from '../plugins/index.js';
import { MessagePortEndpoint, Peer, type Remote } from '../rpc/index.js';
import { ScriptSandbox } from '../sandbox/script_sandbox.js';
import { constantsOf } from './constants.js';
import { type ImJoyFile, readImJoyFile } from './file.js';
import { callerOf, type Operators } from './operators.js';
import { ownOperator } from './own_operator.js';

export interface JavaScriptDependencies {
  /** The host's functions by name, such as `utils.sleep`. */
  readonly host: { readonly [name: string]: unknown };
  readonly operators: Operators;
  /** Lets the host's broker answer what comes over a sandbox's network ports. @returns a function that ends it. */
  readonly serveNetwork: (record: PluginRecord, ports: readonly MessagePort[]) => () => void;
}

export class JavaScriptStarter implements PluginStarter {
  constructor(private readonly dependencies: JavaScriptDependencies) {}

  async start(record: PluginRecord, controls: StartControls): Promise<StartedPlugin> {
    const { host, operators, serveNetwork } = this.dependencies;
    const { signal, onStep, onError, onOps } = controls;
    const file = readImJoyFile(record.text, record.fileName, record.header.imjoy?.tag ?? null);
    const { name, type } = file.config;
    if (type === 'rpc-worker')
      throw new FormatError(
        `“${name}” is of the type rpc-worker, a worker that loads ImJoy's own library from the network. It can't run here; ask its author for a web-worker.`,
        'type',
      );
    const wanted = libraries(file);
    onStep(wanted.length > 0 ? 'Fetching what the plugin requires' : 'Loading the plugin', null);
    const sandbox = await ScriptSandbox.start();
    void sandbox.ended.then(serveNetwork(record, sandbox.network));
    try {
      const root = { ...host };
      const peer = new Peer<ScriptRuntimeApi>(new MessagePortEndpoint(sandbox.port), { root, name });
      sandbox.onError = onError;
      void sandbox.ended.then((reason) => peer.close(reason));
      void peer.closed.then((reason) => sandbox.terminate(reason));
      void sandbox.ended.then(() => operators.clear());
      signal.addEventListener('abort', () => sandbox.terminate('it was stopped while it started'), { once: true });
      const runtime: Remote<ScriptRuntimeApi> = peer.root;
      const plugin: ScriptPlugin = {
        name,
        fileName: record.fileName,
        libraries: wanted,
        scripts: file.scripts.filter(({ src }) => src === ''),
        isPassive: file.config.passive,
        constants: constantsOf(record, file),
        functions: Object.keys(host),
      };
      const { methods } = (await runtime.load(plugin)) as { methods: readonly string[] };
      if (signal.aborted) throw new Cancelled();
      const own = ownOperator(file, methods);
      if (own !== null) operators.setOwn(own);
      operators.onChange = () => onOps(operators.descriptions());
      const callMethod = callerOf(operators, (method, args, kwargs, options) =>
        peer.call(peer.root, 'run', [method, args, kwargs], {}, options),
      );
      return {
        sandbox,
        peer: peer as unknown as Peer,
        get ops() {
          return operators.descriptions();
        },
        methods,
        call: callMethod,
        leave: async () => {
          await runtime.leave();
        },
      };
    } catch (error) {
      sandbox.terminate('it did not start');
      throw signal.aborted ? new Cancelled() : error;
    }
  }
}

/** Scripts that the config requires or that `<script src>` names, in the order in which they run. */
function libraries({ config, scripts }: ImJoyFile): ScriptLibrary[] {
  const required = config.requirements.flatMap((each) =>
    each.kind === 'script' || each.kind === 'module' ? [{ url: each.url, isModule: each.kind === 'module' }] : [],
  );
  const named = scripts.filter(({ src }) => src !== '').map(({ src, isModule }) => ({ url: src, isModule }));
  return [...required, ...named];
}
