import { describe, expect, it } from 'vitest';
import { takeShared } from '../../../pwa/src/workspace/receive_files.js';
import { keepShared, SHARE_PATH } from '../../../service_worker/shared_files.js';
import { FakeCaches } from '../service_worker/fakes.js';

const base = new URL('https://example.org/some/where/');

function posted(fill: (form: FormData) => void): Request {
  const form = new FormData();
  fill(form);
  return new Request(new URL(SHARE_PATH, base), { method: 'POST', body: form });
}

describe('what the share sheet posts', () => {
  it('is kept by the service worker, and taken by the page once', async () => {
    const caches = new FakeCaches();
    const request = posted((form) => {
      form.append('files', new File([Uint8Array.of(1, 2, 3)], 'cells & nuclei.tif', { type: 'image/tiff' }));
      form.append('files', new File(['x'], 'b.png', { type: 'image/png' }));
    });
    const answer = await keepShared(request, base, caches.asCacheStorage);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, 'https://example.org/some/where/#/shared']);
    const [first, second] = await takeShared(caches.asCacheStorage);
    expect([first?.name, first?.type, second?.name]).toEqual(['cells & nuclei.tif', 'image/tiff', 'b.png']);
    expect([...new Uint8Array((await first?.arrayBuffer()) ?? new ArrayBuffer(0))]).toEqual([1, 2, 3]);
    expect(await takeShared(caches.asCacheStorage)).toEqual([]);
  });

  it('may be an address, which becomes a link to its image', async () => {
    const request = posted((form) => form.append('text', 'https://images.example/a.ome.tif'));
    const answer = await keepShared(request, base, new FakeCaches().asCacheStorage);
    expect(answer.headers.get('location')).toBe(
      'https://example.org/some/where/#/app?data=https%3A%2F%2Fimages.example%2Fa.ome.tif',
    );
  });

  it('opens the app, whatever it is', async () => {
    const request = new Request(new URL(SHARE_PATH, base), { method: 'POST', body: 'nothing' });
    const answer = await keepShared(request, base, new FakeCaches().asCacheStorage);
    expect(answer.status).toBe(303);
  });
});
