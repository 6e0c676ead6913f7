/** A window with code of its own, whoever wrote it: a plugin's in a sealed frame, or a page that speaks ImJoy's protocol. */
import type { CallOptions } from '../rpc/index.js';
import type { HoldingFrame } from '../sandbox/index.js';

export interface LiveWindow {
  readonly frame: HoldingFrame;
  /** Names of the functions that it offers. */
  readonly methods: readonly string[];
  /** Calls one of them. */
  call(name: string, args: readonly unknown[], options?: CallOptions): Promise<unknown>;
  /** Ends it; what is under way rejects. */
  close(reason: string): void;
}

/** What the app tells a window's maker, and what it is told. */
export interface WindowControls {
  /** The window's handle: its methods are put on what the window exports. */
  readonly handle: object;
  readonly onStep: (step: string) => void;
  /** Errors that nobody caught in it. */
  readonly onError: (message: string) => void;
  /** The person wants to leave the frame by keyboard. */
  readonly onLeave: () => void;
  readonly signal: AbortSignal;
}
