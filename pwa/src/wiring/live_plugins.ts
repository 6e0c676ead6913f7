/** How a plugin of each kind is started; what a kind needs is loaded with the first plugin of it. */
import type { AssetStore } from '../assets/index.js';
import { FormatError } from '../contracts/errors.js';
import type { PluginKind } from '../contracts/plugin.js';
import type { SiteManifest } from '../contracts/site.js';
import type { FullApi } from '../imjoy/index.js';
import {
  LivePlugin,
  type LiveState,
  lazyStarter,
  type PluginRecord,
  type PluginStarter,
  type PythonStarter,
} from '../plugins/index.js';
import type { SandboxPool } from '../sandbox/index.js';
import type { Engines } from '../workspace/engines.js';
import { lazily } from '../workspace/lazily.js';
import type { MakeLive } from '../workspace/library.js';
import type { PermissionDesk } from '../workspace/permission_desk.js';
import type { Workspace } from '../workspace/workspace.js';
import type { CallerApis } from './caller_apis.js';
import type { EngineStarterParts } from './engine_starter.js';
import type { PluginFrames } from './plugin_frames.js';

export interface LivePluginParts {
  readonly pool: SandboxPool;
  readonly store: AssetStore;
  readonly site: SiteManifest;
  readonly workspace: Workspace;
  readonly desk: PermissionDesk;
  readonly apis: CallerApis;
  readonly frames: PluginFrames;
  readonly engines: () => Promise<Engines>;
  /** Lets the host's broker answer what comes over a sandbox's network ports. @returns a function that ends it. */
  readonly serveNetwork: (record: PluginRecord, ports: readonly MessagePort[]) => () => void;
  /** Told when a plugin no longer runs. */
  readonly onEnd: (id: string) => void;
}

export class LivePlugins {
  constructor(private readonly parts: LivePluginParts) {}

  readonly make: MakeLive = (record, onState, onOps) => {
    const starter = this.starters(record)[record.header.kind];
    if (starter === undefined) throw new FormatError(`No plugin of kind ${record.header.kind} can run here.`, 'type');
    const reported = (state: LiveState) => {
      if (state.kind === 'asleep' || state.kind === 'failed') this.parts.onEnd(record.id);
      onState(state);
    };
    const onError = (message: string) => this.log(record, 'error', message);
    return new LivePlugin(record, { starter, onState: reported, onError, onOps });
  };

  private starters(record: PluginRecord): { readonly [kind in PluginKind]?: PluginStarter } {
    const { frames } = this.parts;
    return {
      python: this.python(record),
      javascript: this.javaScript(record),
      window: record.header.imjoy?.type === 'iframe' ? this.iframe(record) : frames.starter,
      'rpc-window': frames.starter,
    };
  }

  private python(record: PluginRecord): PluginStarter {
    if (record.header.native) return this.onEngine(record);
    const { pool, store, site, serveNetwork } = this.parts;
    const python = lazily(async (): Promise<PythonStarter> => {
      const { PythonStarter } = await import('../plugins/python_starter.js');
      return new PythonStarter({ pool, store, site, host: this.host(record), serveNetwork });
    });
    if (record.header.imjoy === undefined) return lazyStarter(python);
    if (record.header.imjoy.type === 'native-python') return this.native(record);
    return lazyStarter(async () => {
      const { ImJoyPythonStarter } = await import('../imjoy/python_starter.js');
      return new ImJoyPythonStarter({ python: await python(), operators: this.operators(record) });
    });
  }

  private onEngine(record: PluginRecord): PluginStarter {
    return lazyStarter(async () => {
      const { EngineStarter } = await import('./engine_starter.js');
      return new EngineStarter(this.enginePartsOf(record));
    });
  }

  private native(record: PluginRecord): PluginStarter {
    return lazyStarter(async () => {
      const { NativeStarter } = await import('../imjoy/native_starter.js');
      return new NativeStarter({ ...this.enginePartsOf(record), operators: this.operators(record) });
    });
  }

  private enginePartsOf(record: PluginRecord): EngineStarterParts {
    const { engines, desk } = this.parts;
    return {
      engine: async () => (await engines()).native(record.header.name, desk.of(record.id).engine),
      host: { ...this.host(record) },
      onLog: (text, level) => this.log(record, level === 'error' ? 'error' : 'info', text),
    };
  }

  private javaScript(record: PluginRecord): PluginStarter {
    const { serveNetwork } = this.parts;
    return lazyStarter(async () => {
      const { JavaScriptStarter } = await import('../imjoy/javascript_starter.js');
      const operators = this.operators(record);
      return new JavaScriptStarter({ host: { ...this.host(record) }, operators, serveNetwork });
    });
  }

  private iframe(record: PluginRecord): PluginStarter {
    const { frames } = this.parts;
    return lazyStarter(async () => {
      const { IframeStarter } = await import('../imjoy/iframe_starter.js');
      return new IframeStarter({ operators: this.operators(record), partsOf: (of) => frames.partsOf(of) });
    });
  }

  private host({ id, header }: PluginRecord): FullApi {
    return this.parts.apis.of({ kind: 'plugin', id, name: header.name }, header.imjoy !== undefined);
  }

  private operators({ id }: PluginRecord) {
    return this.parts.apis.operatorsOf(id);
  }

  private log({ id, header }: PluginRecord, level: 'error' | 'info', message: string): void {
    this.parts.workspace.log(level, header.name, message, { pluginId: id });
  }
}
