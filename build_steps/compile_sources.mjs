// Compiles the Python sources of a folder in place: node compile_sources.mjs PYODIDE SNAPSHOT FOLDER
// The interpreter of the browser does it, so that the bytecode is the one it reads.
import './fixed_world.mjs';
import './plain_errors.mjs';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const [folder, snapshot, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(folder, 'pyodide.mjs')));
const pyodide = await loadPyodide({ _loadSnapshot: fs.readFileSync(snapshot) });
pyodide.FS.mkdirTree('/work');
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: target }, '/work');
pyodide.runPython(fs.readFileSync(new URL('./compile_sources.py', import.meta.url), 'utf8'));
process.exit(0);
