/** Pyodide inside a sandbox's worker. The only file that knows Pyodide. */
import type { loadPyodide as LoadPyodide, PyodideAPI } from 'pyodide';
import { FileTree } from './file_tree.js';
import type { Incoming } from './incoming.js';
import { type Module, type Python, StackSwitching } from './stack_switching.js';
import { readStoredZip } from './stored_zip.js';

/** Parts of Pyodide that its types leave out. */
interface Internals {
  _api: { on_fatal?: (error: unknown) => void; sitePackages: string };
}

/** What `coverslip.runtime` offers to the worker. */
interface Runtime {
  wake(): void;
  serve(port: MessagePort): void;
}

/** Nothing is ever fetched from here: the address under which the bytes at hand are given to Pyodide. */
const ASSETS = 'https://assets.invalid/';

async function importText<T>(content: Blob): Promise<T> {
  const address = URL.createObjectURL(content.slice(0, content.size, 'text/javascript'));
  try {
    return (await import(address)) as T;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/**
 * Answers Pyodide's own requests while it starts; everything else meets the frame's policy, which refuses it.
 * The interpreter's code is compiled while the script that drives it is still being read.
 */
function serveFiles(files: Incoming): () => void {
  const { fetch } = self;
  const { instantiateStreaming } = WebAssembly;
  const compiled = files
    .get('wasm')
    .then((wasm) => WebAssembly.compileStreaming(new Response(wasm.slice(0, wasm.size, 'application/wasm'))));
  // Told where it is waited for.
  compiled.catch(() => undefined);
  self.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    if (address === `${ASSETS}pyodide.asm.wasm`) return new Response(null);
    if (address === `${ASSETS}python_stdlib.zip`) return new Response(await files.get('stdlib'));
    return fetch.call(self, input, init);
  };
  WebAssembly.instantiateStreaming = async (_response, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return () => {
    self.fetch = fetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}

export class Interpreter {
  private constructor(
    private readonly runtime: Runtime,
    private readonly packages: FileTree,
  ) {}

  /**
   * Starts Python with the package `coverslip`, and imports what every plugin needs.
   *
   * @param interrupt the byte that Python looks at between instructions, or null.
   * @param onFatal told when the interpreter breaks for good, for instance by a stack overflow.
   */
  static async boot(
    files: Incoming,
    interrupt: SharedArrayBuffer | null,
    onFatal: (message: string) => void,
  ): Promise<Interpreter> {
    const done = serveFiles(files);
    try {
      const snapshot = files.optional('snapshot').then(async (file) => (file === null ? null : file.arrayBuffer()));
      const [loader, glue, lock, coverslip] = await Promise.all([
        files.get('loader').then((file) => importText<{ loadPyodide: typeof LoadPyodide }>(file)),
        files.get('glue').then((file) => importText<{ default: (settings: unknown) => Promise<Module> }>(file)),
        files.get('lock').then((file) => file.text()),
        files.bytes('coverslip'),
      ]);
      const memory = await snapshot;
      const switching = new StackSwitching();
      const options = {
        createPyodideModule: async (settings: unknown) => {
          const module = await glue.default(settings);
          switching.started(module);
          return module;
        },
        indexURL: ASSETS,
        lockFileContents: lock,
        packageBaseUrl: ASSETS,
        ...(memory === null ? {} : { _loadSnapshot: new Uint8Array(memory) }),
      };
      const py = (await loader.loadPyodide(options as unknown as Parameters<typeof LoadPyodide>[0])) as PyodideAPI &
        Internals &
        Python;
      if (memory !== null) switching.ready(py);
      py._api.on_fatal = (error) => onFatal(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      const packages = new FileTree(py.FS, py._api.sitePackages);
      unpack([coverslip], packages);
      const runtime = py.pyimport('coverslip.runtime') as Runtime;
      runtime.wake();
      if (interrupt !== null) py.setInterruptBuffer(new Uint8Array(interrupt));
      return new Interpreter(runtime, packages);
    } finally {
      done();
    }
  }

  /** Unpacks archives into site-packages. */
  async mount(archives: readonly Blob[]): Promise<void> {
    unpack(await Promise.all(archives.map((archive) => archive.arrayBuffer())), this.packages);
    this.runtime.wake();
  }

  /** Hands the port to `coverslip.runtime`, which answers calls on it from now on. */
  serve(port: MessagePort): void {
    this.runtime.serve(port);
  }
}

/** The files share the archives' memory. */
function unpack(archives: readonly ArrayBuffer[], tree: FileTree): void {
  for (const archive of archives) for (const { path, data } of readStoredZip(archive)) tree.put(path, data);
}
