// Describes plugins as the page would: node describe_plugins.mjs ROOT JOB OUT
//
// JOB is JSON: {pyodide, snapshot, coverslip, packages: {name: {archive, depends}}, plugins: [path, …]}. The header is
// read by the page's own parser, the ops by the `coverslip` package in the browser's interpreter, so that what the
// site says of a plugin is what the page would find.
import './plain_errors.mjs';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [root, jobFile, out] = process.argv.slice(2);
const job = JSON.parse(fs.readFileSync(jobFile, 'utf8'));

/** A module of the page, bundled for Node. */
async function pageModule(name) {
  const made = await build({
    entryPoints: [path.join(root, name)],
    bundle: true,
    format: 'esm',
    write: false,
    platform: 'node',
    tsconfigRaw: {},
  });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString('base64')}`);
}

const { parseHeader } = await pageModule('pwa/src/plugins/header.ts');
const { requiredNames } = await pageModule('pwa/src/plugins/requirements.ts');
const { loadPyodide } = await import(pathToFileURL(path.join(job.pyodide, 'pyodide.mjs')));
const script = fs.readFileSync(new URL('./describe_plugin.py', import.meta.url), 'utf8');
const described = [];
for (const file of job.plugins) {
  const source = fs.readFileSync(file, 'utf8');
  const header = parseHeader(source, path.basename(file));
  const pyodide = await loadPyodide({ _loadSnapshot: fs.readFileSync(job.snapshot) });
  const target = pyodide.runPython('import site; site.getsitepackages()[0]');
  const mount = (archive) =>
    pyodide.unpackArchive(new Uint8Array(fs.readFileSync(archive)), 'zip', { extractDir: target });
  mount(job.coverslip);
  const wanted = requiredNames(header);
  const mounted = new Set();
  while (wanted.length) {
    const name = wanted.pop();
    if (mounted.has(name)) continue;
    mounted.add(name);
    const entry = job.packages[name];
    if (!entry) throw new Error(`${path.basename(file)} needs ${name}, which the site does not carry.`);
    mount(entry.archive);
    wanted.push(...entry.depends);
  }
  pyodide.runPython('import importlib; importlib.invalidate_caches()');
  pyodide.runPython(script);
  const ops = pyodide.globals.get('described')(source, path.basename(file));
  described.push({ header, ops: JSON.parse(ops) });
}
fs.writeFileSync(out, JSON.stringify(described));
process.exit(0);
