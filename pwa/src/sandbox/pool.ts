/** Keeps one started sandbox ready, so that the next plugin begins at once. */
import type { BootSource, FetchOptions } from './boot_source.js';
import { Sandbox } from './sandbox.js';

/** Below this much memory (GB, as the browser tells it) nothing is kept ready. */
const LITTLE_MEMORY = 2;
/** The mark in the page's timeline that stands where a sandbox has become ready for the next plugin. */
const SANDBOX_READY = 'coverslip: sandbox ready';

export class SandboxPool {
  private warm: Promise<Sandbox> | null = null;

  /** @param onTaken told when the one that was ready is gone, so that another is made when there is time. */
  constructor(
    private readonly files: BootSource,
    private readonly onTaken: () => void,
    private readonly deviceMemory: number | undefined = (navigator as Navigator & { deviceMemory?: number })
      .deviceMemory,
  ) {}

  /** Makes one sandbox ready, unless the device has little memory or one is ready. Never throws. */
  async prepare(): Promise<void> {
    if (this.warm !== null || (this.deviceMemory !== undefined && this.deviceMemory <= LITTLE_MEMORY)) return;
    const warm = this.start();
    this.warm = warm;
    try {
      const sandbox = await warm;
      // For whoever looks at the page's timeline, the benchmark among them.
      performance.mark(SANDBOX_READY);
      void sandbox.ended.then(() => {
        if (this.warm === warm) this.warm = null;
      });
    } catch {
      // Whoever asks for a sandbox next tries again, and is told what is wrong.
      if (this.warm === warm) this.warm = null;
    }
  }

  /** A sandbox for one plugin, taken for good. */
  async take(options: FetchOptions = {}): Promise<Sandbox> {
    const { warm } = this;
    this.warm = null;
    this.onTaken();
    if (warm !== null) {
      try {
        return await warm;
      } catch {
        // The one being made ready failed, for instance offline; this try tells why.
      }
    }
    return this.start(options);
  }

  private async start(options: FetchOptions = {}): Promise<Sandbox> {
    try {
      return await Sandbox.start(this.files.load(options));
    } catch (error) {
      // A file may have become something else since it was kept: then it is fetched anew.
      if (options.signal?.aborted || (await this.files.recheck())) throw error;
      return Sandbox.start(this.files.load(options));
    }
  }
}
