// node run_battery.mjs PYODIDE_DIR WORK_DIR WHEEL…
// Runs the battery inside of Pyodide: reads WORK_DIR/pictures.npz, writes WORK_DIR/wasm.npz.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [pyodideDir, workDir, ...wheels] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

const { loadPyodide } = await import(pathToFileURL(join(pyodideDir, 'pyodide.mjs')).href);
const pyodide = await loadPyodide({
  indexURL: pyodideDir,
  env: { PYTHONDONTWRITEBYTECODE: '1' },
});
const site = pyodide.runPython('import site; site.getsitepackages()[0]');
for (const wheel of wheels) {
  pyodide.unpackArchive(new Uint8Array(await readFile(wheel)), 'wheel', { extractDir: site });
}
for (const [mount, root] of [
  ['/io', workDir],
  ['/tests', here],
]) {
  pyodide.FS.mkdirTree(mount);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root }, mount);
}
pyodide.runPython(`
import runpy
import sys

sys.path.insert(0, "/tests")
sys.argv = ["battery", "/io/pictures.npz", "/io/wasm.npz"]
runpy.run_module("battery", run_name="__main__", alter_sys=True)
`);
