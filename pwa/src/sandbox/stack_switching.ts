/**
 * Lets Python wait for promises (`pyodide.ffi.run_sync`) after a start from the memory snapshot.
 *
 * Two things that an interpreter finds out about its engine when it starts are in its memory, and so in the snapshot,
 * which was made under Node.js: that the engine can't switch stacks (JSPI), for which `run_sync` is bound to a C function
 * that refuses; and that calls of C functions have to go through JavaScript, through which no stack can be switched.
 * Where this browser can do better, its own start has prepared both, and the snapshot has written over them. This
 * writes them anew.
 */
export interface Module {
  readonly jspiSupported: boolean;
  readonly HEAPU32: Uint32Array;
  readonly wasmTable: WebAssembly.Table;
  readonly _run_sync: unknown;
  readonly _run_sync_not_supported: unknown;
  /** Where CPython's state lies, and where it says at what distance of that the way to call C functions is noted. */
  readonly __PyRuntime: number;
  readonly __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: number;
}

export interface Python {
  readonly _module: Module;
  runPython(code: string): unknown;
}

/** PyCFunctionObject: reference count, type, method; PyMethodDef: name, function. In words of four bytes. */
const METHOD = 2;
const FUNCTION = 1;

export class StackSwitching {
  #trampoline = 0;

  /** To be told of the module before the snapshot is in its memory. */
  started(module: Module): void {
    this.#trampoline = module.HEAPU32[place(module)] ?? 0;
  }

  /** To be told when Python stands. Changes nothing that is not exactly as it is known. */
  ready(python: Python): void {
    const { jspiSupported, HEAPU32, wasmTable, _run_sync, _run_sync_not_supported } = python._module;
    if (!jspiSupported || this.#trampoline === 0) return;
    const address = python.runPython('import _pyodide_core\nid(_pyodide_core.run_sync)');
    const method = HEAPU32[Number(address) / 4 + METHOD] ?? 0;
    const at = method / 4 + FUNCTION;
    const index = HEAPU32[at] ?? 0;
    if (index >= wasmTable.length || wasmTable.get(index) !== _run_sync_not_supported) return;
    for (let other = 0; other < wasmTable.length; other++) {
      if (wasmTable.get(other) !== _run_sync) continue;
      HEAPU32[at] = other;
      HEAPU32[place(python._module)] = this.#trampoline;
      return;
    }
  }
}

function place({ HEAPU32, __PyRuntime, __PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: noted }: Module): number {
  return (__PyRuntime + (HEAPU32[noted / 4] ?? 0)) / 4;
}
