// Writes the memory of a started interpreter: node snapshot.mjs PYODIDE OUT MODULE,MODULE,… [PACK]
import './fixed_world.mjs';
import './plain_errors.mjs';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [folder, out, modules, pack] = process.argv.slice(2);
// Emscripten keeps the path of the program; it would differ from machine to machine.
process.argv[1] = 'python';
const { loadPyodide } = await import(pathToFileURL(path.join(folder, 'pyodide.mjs')));
const pyodide = await loadPyodide({ _makeSnapshot: true, env: { HOME: '/home/pyodide', _: 'python' } });
if (pack) pyodide.FS.writeFile('/tmp/pack.zip', new Uint8Array(fs.readFileSync(pack)));
pyodide.runPython(fs.readFileSync(new URL('./snapshot.py', import.meta.url), 'utf8'));
const prepare = pyodide.globals.get('prepare');
prepare(modules, pack ? '/tmp/pack.zip' : '');
prepare.destroy();
pyodide.runPython(
  'import gc\nfor name in ("prepare", "gc", "importlib", "shutil", "site", "sys"): del globals()[name]\ndel name',
);
fs.writeFileSync(out, pyodide.makeMemorySnapshot());
process.exit(0);
