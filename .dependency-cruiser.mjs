// Which room may import from which: the arrows of ARCHITECTURE.md, read by `build.py check`.
const src = '^pwa/src';

/** Rooms from the bottom up; a room may import from those below it, and from no other of its own row. */
const rows = [
  ['contracts'],
  ['rpc'],
  ['sandbox', 'assets'],
  ['plugins', 'host', 'images', 'inference', 'engine'],
  ['imjoy'],
  ['workspace'],
  ['ui'],
  ['wiring'],
];

const below = (row) => rows.slice(0, row).flat();
const directions = rows.flatMap((rooms, row) =>
  rooms.map((room) => ({
    name: `${room}-imports-only-from-below`,
    comment: `pwa/src/${room} may import from itself${row ? ` and from ${below(row).join(', ')}` : ''}.`,
    severity: 'error',
    from: { path: `${src}/${room}/` },
    to: { path: `${src}/`, pathNot: `${src}/(${[room, ...below(row)].join('|')})/` },
  })),
);

export default {
  forbidden: [
    ...directions,
    {
      name: 'nothing-imports-main',
      comment: 'main.ts wires the rooms together; nothing may depend on how.',
      severity: 'error',
      from: {},
      to: { path: `${src}/main\\.ts$` },
    },
    {
      name: 'service-worker-stands-alone',
      comment: 'The service worker starts before the page and imports nothing from it.',
      severity: 'error',
      from: { path: '^service_worker/' },
      to: { path: '^pwa/' },
    },
    {
      name: 'only-assets-know-the-service-worker',
      comment: 'The page shares one file with the service worker: how the asset cache is laid out.',
      severity: 'error',
      from: { path: '^pwa/' },
      to: { path: '^service_worker/', pathNot: '^service_worker/asset_cache\\.ts$' },
    },
    {
      name: 'only-assets-use-the-asset-cache',
      severity: 'error',
      from: { path: '^pwa/', pathNot: `${src}/assets/` },
      to: { path: '^service_worker/' },
    },
    {
      name: 'only-the-sandbox-knows-pyodide',
      comment: 'Everyone else talks to Python by calls.',
      severity: 'error',
      from: { path: '^(pwa|service_worker)/', pathNot: `${src}/sandbox/` },
      to: { path: '(^|/)node_modules/pyodide/' },
    },
    {
      name: 'only-inference-knows-onnx-runtime',
      severity: 'error',
      from: { path: '^(pwa|service_worker)/', pathNot: `${src}/inference/` },
      to: { path: '(^|/)node_modules/onnxruntime-' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^virtual:(sandbox|inference|assets|imjoy-rpc)-' },
    },
    {
      name: 'site-uses-no-dev-package',
      severity: 'error',
      from: { path: '^(pwa|service_worker)/' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    // dependency-cruiser reads TypeScript by TypeScript's JavaScript API, which TypeScript 7 has not.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser'],
    },
  },
};
