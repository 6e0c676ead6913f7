/** One sandbox for a plugin in JavaScript: the same frame as for Python, with a worker that has no interpreter. */
import scriptBoot from 'virtual:sandbox-script';
import { Frame } from './frame.js';

export class ScriptSandbox {
  /** Resolves with the reason when the sandbox has ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Called for an error that nobody caught in the sandbox. */
  onError: ((message: string) => void) | null = null;
  /** JavaScript that runs can't be stopped, only ended. */
  readonly interruptible = false;
  private end: (reason: string) => void = () => {};
  private isEnded = false;

  private constructor(
    private readonly frame: Frame,
    /** The page's end of the port on which the plugin's runtime answers calls. */
    readonly port: MessagePort,
    /** Where the plugin's requests come from; they wait until the host's broker reads them. */
    readonly network: readonly MessagePort[],
  ) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    frame.onError = (message) => this.onError?.(message);
  }

  /** @throws SandboxError when the browser doesn't start it. */
  static async start(): Promise<ScriptSandbox> {
    const frame = await Frame.open();
    try {
      const { control, network } = await frame.spawn(scriptBoot);
      return new ScriptSandbox(frame, control, network);
    } catch (error) {
      frame.close();
      throw error;
    }
  }

  interrupt(): void {}

  calm(): void {}

  terminate(reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.frame.close();
    this.end(reason);
  }
}
