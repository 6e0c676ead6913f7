/** Pyodide inside a sandbox's worker. The only file that knows Pyodide. */
import type { loadPyodide as LoadPyodide, PyodideAPI } from 'pyodide';
import type { BootFiles } from './protocol.js';
import { readStoredZip } from './stored_zip.js';

/** A part of Pyodide that its types leave out. */
interface Fatal {
  _api: { on_fatal?: (error: unknown) => void };
}

/** Nothing is ever fetched from here: the address under which the bytes at hand are given to Pyodide. */
const ASSETS = 'https://assets.invalid/';

async function importText<T>(bytes: ArrayBuffer): Promise<T> {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }));
  try {
    return (await import(address)) as T;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Answers Pyodide's own requests while it starts; everything else meets the frame's policy, which refuses it. */
function serveFiles(files: BootFiles): () => void {
  const original = self.fetch;
  const known = new Map<string, [ArrayBuffer, string]>([
    [`${ASSETS}pyodide.asm.wasm`, [files.wasm, 'application/wasm']],
    [`${ASSETS}python_stdlib.zip`, [files.stdlib, 'application/zip']],
  ]);
  self.fetch = (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const file = known.get(address);
    if (file === undefined) return original.call(self, input, init);
    return Promise.resolve(new Response(file[0], { headers: { 'content-type': file[1] } }));
  };
  return () => {
    self.fetch = original;
  };
}

export class Interpreter {
  private constructor(private readonly py: PyodideAPI) {}

  /**
   * Starts Python.
   *
   * @param interrupt the byte that Python looks at between instructions, or null.
   * @param onFatal told when the interpreter breaks for good, for instance by a stack overflow.
   */
  static async boot(
    files: BootFiles,
    interrupt: SharedArrayBuffer | null,
    onFatal: (message: string) => void,
  ): Promise<Interpreter> {
    const done = serveFiles(files);
    try {
      const [loader, glue] = await Promise.all([
        importText<{ loadPyodide: typeof LoadPyodide }>(files.loader),
        importText<{ default: unknown }>(files.glue),
      ]);
      const options = {
        createPyodideModule: glue.default,
        indexURL: ASSETS,
        lockFileContents: new TextDecoder().decode(files.lock),
        packageBaseUrl: ASSETS,
        ...(files.snapshot === null ? {} : { _loadSnapshot: new Uint8Array(files.snapshot) }),
      };
      const py = await loader.loadPyodide(options as Parameters<typeof LoadPyodide>[0]);
      const interpreter = new Interpreter(py);
      (py as PyodideAPI & Fatal)._api.on_fatal = (error) =>
        onFatal(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
      // The snapshot holds the state of the generator that made it: without this every start would draw the same.
      if (files.snapshot !== null) py.runPython('import random; random.seed()');
      if (interrupt !== null) py.setInterruptBuffer(new Uint8Array(interrupt));
      return interpreter;
    } finally {
      done();
    }
  }

  /** Unpacks archives into site-packages; the files share the archives' memory. */
  mount(archives: readonly ArrayBuffer[]): void {
    const { FS } = this.py;
    const root = `${this.sitePackages()}/`;
    const made = new Set<string>();
    for (const archive of archives) {
      for (const { path, data } of readStoredZip(archive)) {
        const folder = root + path.slice(0, path.lastIndexOf('/') + 1);
        if (!made.has(folder)) {
          FS.mkdirTree(folder);
          made.add(folder);
        }
        FS.writeFile(root + path, data, { canOwn: true });
      }
    }
    this.py.runPython('import importlib; importlib.invalidate_caches()');
  }

  /** Unpacks the package `coverslip` and imports what every plugin needs, so that a sandbox kept ready really is. */
  prepare(archive: ArrayBuffer): void {
    this.mount([archive]);
    this.py.pyimport('coverslip.runtime').destroy();
  }

  /** Hands the port to `coverslip.runtime`, which answers calls on it from now on. */
  serve(port: MessagePort): void {
    const runtime = this.py.pyimport('coverslip.runtime') as { serve(port: MessagePort): void; destroy(): void };
    runtime.serve(port);
    runtime.destroy();
  }

  private sitePackages(): string {
    // What site.getsitepackages() gives, without the time that importing `site` takes.
    return String(this.py.runPython("import sys; '/lib/python%d.%d/site-packages' % sys.version_info[:2]"));
  }
}
