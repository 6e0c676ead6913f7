/** Answers made of what is kept: whole or sliced, with the headers that isolate the page. */

/** With these a page gets SharedArrayBuffer, also from a host that sets no headers. */
const ISOLATION: { readonly [header: string]: string } = {
  'cross-origin-opener-policy': 'same-origin',
  // Not require-corp: under it WebKit starts no worker in a sandboxed frame. It doesn't know this one, and runs unisolated.
  'cross-origin-embedder-policy': 'credentialless',
  'cross-origin-resource-policy': 'same-origin',
};

/** The same answer with the isolation headers. One that can't be read (opaque, a redirect) is left as it is. */
export function isolated(response: Response): Response {
  if (response.type === 'opaque' || response.type === 'opaqueredirect' || response.status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  const empty = response.status === 204 || response.status === 304;
  return new Response(empty ? null : response.body, {
    status: response.status,
    statusText: response.statusText,
    headers,
  });
}

/** A file, or the part of it that the request asks for. A cache gives files whole only. */
export function fileResponse(request: Request, content: Blob): Response {
  const headers: Record<string, string> = {
    ...ISOLATION,
    'content-type': content.type,
    'accept-ranges': 'bytes',
  };
  const asked = request.headers.get('range');
  const range = asked === null ? null : parseRange(asked, content.size);
  if (range === null) {
    return new Response(content, { headers: { ...headers, 'content-length': String(content.size) } });
  }
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${content.size}` } });
  }
  const [first, last] = range;
  return new Response(content.slice(first, last + 1, content.type), {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(last + 1 - first),
      'content-range': `bytes ${first}-${last}/${content.size}`,
    },
  });
}

/**
 * Reads a Range header (RFC 9110, section 14).
 * @returns first and last byte; null for what may be answered by the whole (several ranges, other units, nonsense).
 */
export function parseRange(header: string, size: number): readonly [number, number] | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : [size - length, size - 1];
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return null;
  return first >= size ? 'unsatisfiable' : [first, last];
}

/** What is shown instead of a page or a part of it that is neither kept nor to be had. */
export function missingResponse(request: Request, missing: readonly string[], why: string): Response {
  const headers = { ...ISOLATION, 'cache-control': 'no-store' };
  const files = missing.join(', ');
  if (request.mode !== 'navigate') {
    const text = `Coverslip can't give ${files}: ${why}`;
    return new Response(text, { status: 504, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } });
  }
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Coverslip is not whole</title>
<body style="font: 1rem/1.5 system-ui; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark">
<h1>Coverslip is not whole</h1>
<p>Some of the app's own files are no longer kept by this browser, and they could not be fetched again.
Your plugins and settings are still here. Connect this device to the network and reload the page.</p>
<p>Missing: ${escaped(files)}</p><p><small>${escaped(why)}</small></p>
<p><a href="">Reload</a></p>`;
  return new Response(html, { status: 504, headers: { ...headers, 'content-type': 'text/html; charset=utf-8' } });
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
