/** The end of a plugin that runs elsewhere than in a sandbox of ours: in a window, or in an engine's process. */
import type { PluginSandbox } from './starter.js';

/** There is no code here that could be interrupted: a call that is given up is ended where it runs. */
export class DistantSandbox implements PluginSandbox {
  readonly interruptible = false;
  readonly ended: Promise<string>;
  private tell: (reason: string) => void = () => undefined;

  constructor(private readonly onEnd: (reason: string) => void) {
    this.ended = new Promise((resolve) => {
      this.tell = resolve;
    });
  }

  interrupt(): void {}

  calm(): void {}

  terminate(reason: string): void {
    this.onEnd(reason);
    this.tell(reason);
  }
}
