import { describe, expect, it, vi } from 'vitest';
import { showApp } from '../../../service_worker/show_app.js';

const base = new URL('https://site.example/app/');

function clientsWith(...urls: string[]) {
  const pages = urls.map((url) => ({ url, focus: vi.fn(async () => undefined) }));
  return { pages, clients: { matchAll: async () => pages, openWindow: vi.fn(async () => undefined) } };
}

describe('a notification that is chosen', () => {
  it('brings the page of the app to the front', async () => {
    const { pages, clients } = clientsWith('https://site.example/', 'https://site.example/app/#/app');
    await showApp(base, clients);
    expect(pages.map(({ focus }) => focus.mock.calls.length)).toEqual([0, 1]);
    expect(clients.openWindow).not.toHaveBeenCalled();
  });

  it('opens the app where no page of it is open', async () => {
    const { clients } = clientsWith('https://site.example/');
    await showApp(base, clients);
    expect(clients.openWindow).toHaveBeenCalledWith(base.href);
  });
});
