/**
 * Lets Python wait for promises (`pyodide.ffi.run_sync`) after a start from the memory snapshot.
 *
 * Pyodide looks once, when it starts, whether the engine can switch stacks (JSPI), and binds `run_sync` to one of two C
 * functions accordingly. The snapshot was made under Node.js, which could not, and holds the one that refuses. This
 * binds the other one, where this browser can; everything else of it was set up by this very start.
 */
interface Module {
  readonly jspiSupported: boolean;
  readonly HEAPU32: Uint32Array;
  readonly wasmTable: WebAssembly.Table;
  readonly _run_sync: unknown;
  readonly _run_sync_not_supported: unknown;
}

export interface Python {
  readonly _module: Module;
  runPython(code: string): unknown;
}

/** PyCFunctionObject: reference count, type, method; PyMethodDef: name, function. In words of four bytes. */
const METHOD = 2;
const FUNCTION = 1;

export function allowWaiting(python: Python): void {
  const { jspiSupported, HEAPU32, wasmTable, _run_sync, _run_sync_not_supported } = python._module;
  if (!jspiSupported) return;
  const address = python.runPython('import _pyodide_core\nid(_pyodide_core.run_sync)');
  const method = HEAPU32[Number(address) / 4 + METHOD] ?? 0;
  const at = method / 4 + FUNCTION;
  const index = HEAPU32[at] ?? 0;
  // Only what is known exactly is changed; another Pyodide may be built in another way, and then Python can't wait.
  if (index >= wasmTable.length || wasmTable.get(index) !== _run_sync_not_supported) return;
  for (let other = 0; other < wasmTable.length; other++) {
    if (wasmTable.get(other) !== _run_sync) continue;
    HEAPU32[at] = other;
    return;
  }
}
