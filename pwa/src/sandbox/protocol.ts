/** What the page says to a sandbox's frame and worker before Python answers calls. Types without logic. */

/** Page to frame; the first message of all carries the frame's port as `{type: 'open'}`. */
export type FrameRequest =
  /**
   * Starts a worker from its source text. `control` becomes the worker's end of the page's control channel; `network`
   * and `relay` go to the host's broker, for the worker's requests and for those that the frame carries out for it.
   */
  | {
      readonly type: 'spawn';
      readonly worker: string;
      readonly control: MessagePort;
      readonly network: MessagePort;
      readonly relay: MessagePort;
    }
  /** Raises KeyboardInterrupt in the running Python code. */
  | { readonly type: 'interrupt' }
  /** Takes a request to interrupt back that came too late. */
  | { readonly type: 'calm' }
  | { readonly type: 'kill' };

/** Frame to page. */
export type FrameEvent =
  /** `interruptible` says whether {@link FrameRequest} `interrupt` has any effect here. */
  | { readonly type: 'opened'; readonly interruptible: boolean }
  | { readonly type: 'spawned' }
  /** An error that nobody caught in the worker. It lives on, unless it had not begun yet. */
  | { readonly type: 'error'; readonly message: string };

/** Frame to worker, once. */
export interface WorkerInit {
  readonly control: MessagePort;
  /** To the host's broker. */
  readonly network: MessagePort;
  /** To the frame's main thread, for synchronous requests; null where memory can't be shared. */
  readonly relay: MessagePort | null;
  /** One byte that Pyodide reads; null where memory can't be shared. */
  readonly interrupt: SharedArrayBuffer | null;
}

/**
 * The files that Pyodide starts from. `coverslip` is that package as a stored zip; `snapshot` is memory to start from,
 * and null starts the interpreter from nothing.
 */
export type BootFileName = 'loader' | 'glue' | 'wasm' | 'stdlib' | 'lock' | 'coverslip' | 'snapshot';

/** Page to worker over the control channel; each is answered by one {@link WorkerReply} of the same `id`. */
export type WorkerRequest =
  /** Starts Python; the files follow one by one, each as soon as it is there. */
  | { readonly id: number; readonly type: 'boot' }
  /** A file to start from. Handles are sent instead of bytes: the worker then reads them without the page. */
  | { readonly id: number; readonly type: 'file'; readonly name: BootFileName; readonly content: Blob | null }
  /** Unpacks stored zips into site-packages. */
  | { readonly id: number; readonly type: 'mount'; readonly archives: readonly Blob[] }
  /** Starts `coverslip.runtime` on the port. */
  | { readonly id: number; readonly type: 'serve'; readonly port: MessagePort };

export type WorkerReply =
  | { readonly id: number; readonly type: 'done' }
  | { readonly id: number; readonly type: 'failed'; readonly message: string };

/** Worker to page, unasked: the interpreter is broken for good and answers nothing more. */
export interface WorkerFatal {
  readonly type: 'fatal';
  readonly message: string;
}
