/** One sandbox: a frame, a worker and a Python interpreter that hold one plugin and share nothing with another. */
import { SandboxError } from '../contracts/errors.js';
import type { BootFiles } from './boot_source.js';
import { Control } from './control.js';
import { Frame, type WorkerPorts } from './frame.js';

export class Sandbox {
  /** Resolves with the reason when the sandbox has ended, whoever ended it. */
  readonly ended: Promise<string>;
  /** Called for an error that nobody caught in the sandbox, such as one in a plugin's own timer. */
  onError: ((message: string) => void) | null = null;
  private end: (reason: string) => void = () => {};
  private isEnded = false;

  private constructor(
    private readonly frame: Frame,
    private readonly control: Control,
    /** Where the plugin's requests come from; they wait until the host's broker reads them. */
    readonly network: readonly MessagePort[],
  ) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
    frame.onError = (message) => this.onError?.(message);
    control.onFatal = (message) => this.terminate(`Python broke down (${message})`);
  }

  /** Opens a frame and starts Python in it, while the files are still on their way. */
  static async start(files: BootFiles): Promise<Sandbox> {
    // The worker's text is no part of the shell: it comes while the frame opens.
    const text = import('virtual:sandbox-worker');
    const frame = await Frame.open();
    const { control, network } = await spawned(frame, text);
    const sandbox = new Sandbox(frame, new Control(control), network);
    try {
      await sandbox.control.boot(files);
    } catch (error) {
      sandbox.terminate('it did not start');
      throw error;
    }
    return sandbox;
  }

  /** Whether {@link interrupt} can stop running code; otherwise only {@link terminate} can. */
  get interruptible(): boolean {
    return this.frame.interruptible;
  }

  /** Unpacks packages (stored zips). */
  mount(archives: readonly Blob[]): Promise<void> {
    return this.control.mount(archives);
  }

  /** Lets the plugin runtime answer calls. @returns the page's end of the port. */
  serve(): Promise<MessagePort> {
    return this.control.serve();
  }

  /** Raises KeyboardInterrupt in the code that runs now. */
  interrupt(): void {
    if (!this.isEnded) this.frame.interrupt();
  }

  /** Takes an interrupt back that found no code to stop. */
  calm(): void {
    if (!this.isEnded) this.frame.calm();
  }

  terminate(reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.control.close(new SandboxError(`The plugin's sandbox ended: ${reason}`).message);
    for (const port of this.network) port.close();
    this.frame.close();
    this.end(reason);
  }
}

/** A frame whose worker's text can't be fetched is closed again. */
async function spawned(frame: Frame, text: Promise<{ default: string }>): Promise<WorkerPorts> {
  try {
    return await frame.spawn((await text).default);
  } catch (error) {
    frame.close();
    throw error;
  }
}
