/** The page's side of a sandbox's frame: an origin of its own, no network, no storage. */
import frameBoot from 'virtual:sandbox-frame';
import { SandboxError } from '../contracts/errors.js';
import type { FrameEvent, FrameRequest } from './protocol.js';

/**
 * What the frame and the worker within it may do: run the scripts that they are handed, and nothing else.
 * `data:` must stay out of `script-src`: Pyodide probes for classic workers with it and would refuse to start.
 */
const SANDBOX_POLICY = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:",
  'worker-src blob:',
  'connect-src blob: data:',
].join('; ');

const OPENING_MILLISECONDS = 20_000;

/** The page's ends of a worker's ports. */
export interface WorkerPorts {
  readonly control: MessagePort;
  /** Where the worker's requests come from, and those that the frame carries out for it; for the host's broker. */
  readonly network: readonly MessagePort[];
}

export class Frame {
  /** Called for an error that nobody caught in the running worker. */
  onError: ((message: string) => void) | null = null;
  private spawning: { done(): void; error(message: string): void } | null = null;

  private constructor(
    private readonly element: HTMLIFrameElement,
    private readonly port: MessagePort,
    /** Whether {@link interrupt} has any effect: memory can be shared within the frame. */
    readonly interruptible: boolean,
  ) {
    port.onmessage = (event: MessageEvent<FrameEvent>) => this.receive(event.data);
  }

  /** @throws SandboxError when the browser doesn't open the frame. */
  static async open(): Promise<Frame> {
    const element = document.createElement('iframe');
    element.setAttribute('sandbox', 'allow-scripts');
    element.setAttribute('allow', 'cross-origin-isolated');
    element.setAttribute('aria-hidden', 'true');
    element.tabIndex = -1;
    element.title = 'Sandbox of a plugin';
    // Not display: none, since Chromium gives a frame that is not drawn the priority of work in the background.
    element.style.cssText =
      'position:fixed;inset:0 auto auto 0;width:1px;height:1px;border:0;opacity:0;pointer-events:none';
    element.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${SANDBOX_POLICY}"><script>${frameBoot}</script>`;
    const loaded = new Promise<void>((resolve) => {
      element.onload = () => resolve();
    });
    document.body.append(element);
    await loaded;
    const { port1, port2 } = new MessageChannel();
    // The frame's origin is opaque, so it has no name that could stand here; the port reaches only this window.
    element.contentWindow?.postMessage('open', '*', [port2]);
    try {
      const interruptible = await opened(port1);
      return new Frame(element, port1, interruptible);
    } catch (error) {
      element.remove();
      throw error;
    }
  }

  /**
   * Starts a worker, ending the one before.
   *
   * @param source its text.
   * @throws SandboxError when the worker doesn't begin in time.
   */
  async spawn(source: string): Promise<WorkerPorts> {
    const [control, network, relay] = [new MessageChannel(), new MessageChannel(), new MessageChannel()];
    // WebKit reports an error of a worker that then begins all the same, so only silence counts.
    let heard = '';
    const spawned = new Promise<void>((resolve, reject) => {
      const clock = setTimeout(() => {
        this.close();
        reject(new SandboxError(`The worker of the sandbox did not start. ${heard || 'It said nothing.'}`));
      }, OPENING_MILLISECONDS);
      this.spawning = {
        done: () => {
          clearTimeout(clock);
          resolve();
        },
        error: (message) => {
          heard = message;
        },
      };
    });
    const theirs = { control: control.port2, network: network.port2, relay: relay.port2 };
    this.send({ type: 'spawn', worker: source, ...theirs }, Object.values(theirs));
    await spawned;
    this.spawning = null;
    return { control: control.port1, network: [network.port1, relay.port1] };
  }

  interrupt(): void {
    this.send({ type: 'interrupt' });
  }

  calm(): void {
    this.send({ type: 'calm' });
  }

  close(): void {
    this.send({ type: 'kill' });
    this.port.close();
    this.element.remove();
  }

  private send(request: FrameRequest, transfer: Transferable[] = []): void {
    this.port.postMessage(request, transfer);
  }

  private receive(event: FrameEvent): void {
    switch (event.type) {
      case 'spawned':
        this.spawning?.done();
        return;
      case 'error':
        if (this.spawning === null) this.onError?.(event.message);
        else this.spawning.error(event.message);
        return;
      case 'opened':
        return;
    }
  }
}

function opened(port: MessagePort): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const clock = setTimeout(
      () =>
        reject(
          new SandboxError(
            'This browser did not open the sandbox for plugins. Reload the page; if it happens again, an extension may be blocking frames.',
          ),
        ),
      OPENING_MILLISECONDS,
    );
    port.onmessage = (event: MessageEvent<FrameEvent>) => {
      if (event.data.type !== 'opened') return;
      clearTimeout(clock);
      resolve(event.data.interruptible);
    };
  });
}
