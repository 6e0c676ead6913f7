// Writes the memory of a started interpreter: node snapshot.mjs PYODIDE OUT MODULE,MODULE,…
import './fixed_world.mjs';
import './plain_errors.mjs';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [folder, out, modules] = process.argv.slice(2);
// Emscripten keeps the path of the program; it would differ from machine to machine.
process.argv[1] = 'python';
const { loadPyodide } = await import(pathToFileURL(path.join(folder, 'pyodide.mjs')));
const pyodide = await loadPyodide({
  _makeSnapshot: true,
  env: { HOME: '/home/pyodide', _: 'python' },
});
const importModule = pyodide.runPython('from importlib import import_module; import_module');
for (const name of modules.split(',')) importModule(name).destroy();
importModule.destroy();
pyodide.runPython('del import_module; import gc; gc.collect()');
fs.writeFileSync(out, pyodide.makeMemorySnapshot());
process.exit(0);
