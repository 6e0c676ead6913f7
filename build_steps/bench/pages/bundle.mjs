// Bundles the pages of the benchmark out of the app's own modules: node bundle.mjs ROOT OUT
import '../../plain_errors.mjs';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';

const [root, out] = process.argv.slice(2);
const pages = path.join(root, 'build_steps/bench/pages');
const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: 'es2022',
  preserveSymlinks: true,
  logLevel: 'warning',
};

/** The sandbox's scripts as text, as in build_steps/bundle.mjs. */
const boots = {
  name: 'boots',
  setup(found) {
    found.onResolve({ filter: /^virtual:sandbox-/ }, ({ path: name }) => ({ path: name, namespace: 'boots' }));
    found.onLoad({ filter: /.*/, namespace: 'boots' }, async ({ path: name }) => {
      const entry = path.join(root, `pwa/src/sandbox/${name.slice('virtual:sandbox-'.length)}.boot.ts`);
      const made = await build({ ...common, entryPoints: [entry], format: 'iife', write: false });
      return { contents: made.outputFiles[0].text.trim(), loader: 'text' };
    });
  },
};

await build({
  ...common,
  entryPoints: Object.fromEntries(
    ['parts', 'calls', 'calls_worker'].map((name) => [name, path.join(pages, `${name}.ts`)]),
  ),
  format: 'esm',
  outdir: out,
  plugins: [boots],
});
