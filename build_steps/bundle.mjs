// Bundles the page and the service worker with esbuild. Called by bundle.py: node bundle.mjs ROOT OUT
//
// How the sandbox texts get in: a frame or worker that holds a plugin has no address to load code from, so the page
// carries their code as text. `import text from 'virtual:sandbox-frame'` gives pwa/src/sandbox/frame.boot.ts, and
// so on for every NAME.boot.ts beside it, each bundled as one classic script. Those that frames hold are also written
// to OUT/frames, because their hashes have to stand in the page's Content-Security-Policy.
import './plain_errors.mjs';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const [root, out] = process.argv.slice(2);
const source = path.join(root, 'pwa');

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: 'es2022',
  legalComments: 'eof',
  charset: 'utf8',
  // Where node_modules is a link, the place that it leads to is not part of the input.
  preserveSymlinks: true,
  logLevel: 'warning',
  metafile: true,
  write: false,
  // Icons and templates are text; a stylesheet imported by an element is text too, as `…css?text`.
  loader: { '.svg': 'text', '.txt': 'text', '.woff2': 'dataurl', '.png': 'dataurl' },
};

/** The text of one classic script. */
async function script(entry) {
  const made = await build({ ...common, entryPoints: [entry], format: 'iife' });
  return made.outputFiles[0].text.trim();
}

const boots = {
  'virtual:assets-hasher': await script(path.join(source, 'src/assets/hasher.boot.ts')),
  'virtual:assets-writer': await script(path.join(source, 'src/assets/writer.boot.ts')),
  'virtual:inference-worker': await script(path.join(source, 'src/inference/worker.boot.ts')),
  'virtual:sandbox-frame': await script(path.join(source, 'src/sandbox/frame.boot.ts')),
  'virtual:sandbox-gate': await script(path.join(source, 'src/sandbox/gate.boot.ts')),
  'virtual:sandbox-worker': await script(path.join(source, 'src/sandbox/worker.boot.ts')),
  'virtual:sandbox-script': await script(path.join(source, 'src/sandbox/script.boot.ts')),
  'virtual:sandbox-window': await script(path.join(source, 'src/sandbox/window.boot.ts')),
};

// Libraries that pages from elsewhere ask for by the address of a CDN; the app answers with npm's own files.
const carried = {
  'virtual:imjoy-rpc-0.5.9': 'node_modules/imjoy-rpc-0.5.9/dist/imjoy-rpc.min.js',
  'virtual:imjoy-rpc-0.5.59': 'node_modules/imjoy-rpc/dist/imjoy-rpc.min.js',
};

const texts = {
  name: 'texts',
  setup(build) {
    build.onResolve({ filter: /^virtual:(sandbox|inference|assets|imjoy-rpc)-/ }, (found) => ({
      path: found.path,
      namespace: 'sandbox',
    }));
    build.onLoad({ filter: /.*/, namespace: 'sandbox' }, (found) => ({
      contents: boots[found.path] ?? fs.readFileSync(path.join(root, carried[found.path]), 'utf8'),
      loader: 'text',
    }));
    build.onResolve({ filter: /\.css\?text$/ }, async (found) => {
      const real = await build.resolve(found.path.slice(0, -'?text'.length), {
        kind: 'import-statement',
        resolveDir: found.resolveDir,
      });
      return real.errors.length
        ? { errors: real.errors }
        : {
            // Names of files are part of the output's hash, and where the sources lie may not be.
            path: path.relative(root, real.path),
            namespace: 'css-text',
          };
    });
    build.onLoad({ filter: /.*/, namespace: 'css-text' }, async (found) => {
      const made = await build.esbuild.build({ ...common, entryPoints: [path.join(root, found.path)] });
      return { contents: made.outputFiles[0].text, loader: 'text' };
    });
  },
};

// What stands for %MAIN% and %STYLE% in index.html.
const named = ['src/main.ts', 'styles/app.css'];
const app = await build({
  ...common,
  entryPoints: named.map((name) => path.join(source, name)),
  format: 'esm',
  splitting: true,
  outdir: path.join(out, 'app'),
  outbase: source,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  loader: { ...common.loader, '.woff2': 'file', '.png': 'file' },
  plugins: [texts],
  // Asked for by a library of archives where it runs in Node.js.
  external: ['worker_threads'],
});
const worker = await script(path.join(root, 'service_worker/main.ts'));

fs.mkdirSync(path.join(out, 'app'), { recursive: true });
for (const file of app.outputFiles) fs.writeFileSync(file.path, file.contents);
fs.mkdirSync(path.join(out, 'frames'));
for (const name of ['frame', 'gate'])
  fs.writeFileSync(path.join(out, 'frames', `${name}.js`), boots[`virtual:sandbox-${name}`]);
fs.writeFileSync(path.join(out, 'sw.js'), worker);

/** Which output stands for each name in index.html, and what it needs before it can start. */
const entries = {};
for (const [file, about] of Object.entries(app.metafile.outputs)) {
  if (!about.entryPoint) continue;
  const key = path.relative(source, path.resolve(root, about.entryPoint)).split(path.sep).join('/');
  if (!named.includes(key)) continue;
  const needs = new Set();
  const visit = (output) => {
    for (const needed of app.metafile.outputs[output].imports) {
      if (needed.kind !== 'import-statement' || needed.external || needs.has(needed.path)) continue;
      needs.add(needed.path);
      visit(needed.path);
    }
  };
  visit(file);
  const inDist = (output) => path.relative(out, path.resolve(root, output)).split(path.sep).join('/');
  entries[key] = {
    file: inDist(file),
    css: about.cssBundle ? inDist(about.cssBundle) : null,
    needs: [...needs].map(inDist).sort(),
  };
}
const inputs = [...Object.keys(app.metafile.inputs)].filter((name) => !name.includes(':')).sort();
fs.writeFileSync(path.join(out, 'bundle.json'), JSON.stringify({ entries, inputs }));
