/** Media types by the end of a path: a static host may not know them. */
const TYPES: { readonly [extension: string]: string } = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  ico: 'image/x-icon',
  jpg: 'image/jpeg',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  mjs: 'text/javascript; charset=utf-8',
  png: 'image/png',
  py: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  tif: 'image/tiff',
  txt: 'text/plain; charset=utf-8',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
  zip: 'application/zip',
};

/** @param path of a file; an ending `.gz` is not part of what it is. */
export function mediaType(path: string): string {
  const extension = path.replace(/\.gz$/, '').split('.').at(-1) ?? '';
  return TYPES[extension] ?? 'application/octet-stream';
}
