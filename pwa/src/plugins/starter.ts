/** How a plugin of one kind is started. {@link LivePlugin} does the rest, which is the same for all kinds. */
import type { OpDescription } from '../contracts/plugin.js';
import type { Peer } from '../rpc/index.js';
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
}

export interface StartControls {
  readonly signal: AbortSignal;
  /** @param fraction 0 to 1, or null when how far it is can't be told. */
  readonly onStep: (step: string, fraction: number | null) => void;
  /** Told of errors that nobody caught in the plugin's code. */
  readonly onError: (message: string) => void;
}

export interface PluginStarter {
  /** Rejects when the plugin can't be started; nothing of it is left behind then. */
  start(record: PluginRecord, controls: StartControls): Promise<StartedPlugin>;
}
