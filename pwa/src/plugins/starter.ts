/** How a plugin of one kind is started. {@link LivePlugin} does the rest, which is the same for all kinds. */
import type { OpDescription } from '../contracts/plugin.js';
import type { CallOptions, Peer } from '../rpc/index.js';
import type { PluginRecord } from './record.js';

/** Where a plugin's code runs; it can be ended at any time. */
export interface PluginSandbox {
  /** Resolves with the reason when the sandbox has ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Whether {@link interrupt} can stop running code; otherwise only {@link terminate} can. */
  readonly interruptible: boolean;
  interrupt(): void;
  /** Takes an interrupt back that found no code to stop. */
  calm(): void;
  terminate(reason: string): void;
}

export interface StartedPlugin {
  readonly sandbox: PluginSandbox;
  /** Its root has `run(op, args, kwargs)` and `connect(port)`. */
  readonly peer: Peer;
  readonly ops: readonly OpDescription[];
  /** Names of what others may call besides the ops. */
  readonly methods: readonly string[];
  /** Calls an op or a method, where that takes more than the root's `run`. */
  readonly call?: (op: string, args: readonly unknown[], kwargs: object, options: CallOptions) => Promise<unknown>;
  /** Lets the plugin say goodbye, before its sandbox is ended. */
  readonly leave?: () => Promise<void>;
}

export interface StartControls {
  readonly signal: AbortSignal;
  /** @param fraction 0 to 1, or null when how far it is can't be told. */
  readonly onStep: (step: string, fraction: number | null) => void;
  /** Told of errors that nobody caught in the plugin's code. */
  readonly onError: (message: string) => void;
  /** Told when a plugin that runs has other ops than before. */
  readonly onOps: (ops: readonly OpDescription[]) => void;
}

export interface PluginStarter {
  /** Rejects when the plugin can't be started; nothing of it is left behind then. */
  start(record: PluginRecord, controls: StartControls): Promise<StartedPlugin>;
}

/** A starter whose code is loaded when the first plugin of its kind starts. */
export function lazyStarter(load: () => Promise<PluginStarter>): PluginStarter {
  return { start: async (record, controls) => (await load()).start(record, controls) };
}
