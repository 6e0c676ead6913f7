import { describe, expect, it } from 'vitest';
import { mediaType } from '../../../service_worker/media_types.js';
import { fileResponse, isolated, missingResponse, parseRange } from '../../../service_worker/respond.js';

const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'credentialless',
  'cross-origin-resource-policy': 'same-origin',
};
const blob = new Blob(['0123456789'], { type: 'text/plain' });

function asking(range?: string): Request {
  return new Request('https://example.org/x', range === undefined ? {} : { headers: { range } });
}

describe('a range', () => {
  it.each([
    ['bytes=0-3', [0, 3]],
    ['bytes=5-', [5, 9]],
    ['bytes=-3', [7, 9]],
    ['bytes=-30', [0, 9]],
    ['bytes=8-99', [8, 9]],
    ['bytes=9-9', [9, 9]],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=10-20', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-3', null],
    ['bytes=-', null],
    ['bytes=0-1,3-4', null],
    ['lines=0-3', null],
    ['bytes=a-b', null],
    ['', null],
  ])('%s of ten bytes is %o', (header, expected) => {
    expect(parseRange(header, 10)).toEqual(expected);
  });

  it('of an empty file can not be had', () => {
    expect(parseRange('bytes=0-', 0)).toBe('unsatisfiable');
  });

  it('is answered with the slice, its place and its length', async () => {
    const response = fileResponse(asking('bytes=2-4'), blob);
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 2-4/10');
    expect(response.headers.get('content-length')).toBe('3');
    expect(await response.text()).toBe('234');
  });

  it('that can not be had is answered with 416 and the size', () => {
    const response = fileResponse(asking('bytes=10-'), blob);
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  });
});

describe('an answer', () => {
  it('from what is kept is whole, typed, and isolates the page', async () => {
    const response = fileResponse(asking(), blob);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...ISOLATION,
      'content-type': 'text/plain',
      'content-length': '10',
    });
    expect(await response.text()).toBe('0123456789');
  });

  it('from the network gets the isolation headers beside its own', async () => {
    const response = isolated(new Response('x', { status: 203, headers: { etag: 'y' } }));
    expect(response.status).toBe(203);
    expect(Object.fromEntries(response.headers)).toMatchObject({ ...ISOLATION, etag: 'y' });
    expect(isolated(new Response(null, { status: 304 })).status).toBe(304);
    const opaque = Response.error();
    expect(isolated(opaque)).toBe(opaque);
  });

  it('about what is missing names it, and takes no markup from it', async () => {
    const text = missingResponse(asking(), ['app/a.js', 'b'], 'The site can not be reached.');
    expect([text.status, await text.text()]).toEqual([
      504,
      "Coverslip can't give app/a.js, b: The site can not be reached.",
    ]);
    const navigation = { mode: 'navigate' } as Request;
    const page = await missingResponse(navigation, ['<script>alert(1)</script>'], '"&').text();
    expect(page).toContain('&#60;script&#62;alert(1)');
    expect(page).not.toContain('<script');
  });

  it.each([
    ['app/x.js', 'text/javascript; charset=utf-8'],
    ['assets/abc.wasm.gz', 'application/wasm'],
    ['manifest.webmanifest', 'application/manifest+json'],
    ['README', 'application/octet-stream'],
  ])('has a type by its path: %s', (path, type) => {
    expect(mediaType(path)).toBe(type);
  });
});
