/** A person who chooses a notification sees the app: the page that is open, or a new one. */

/** What of the worker's `clients` is needed. */
interface Pages {
  matchAll(options: {
    readonly type: 'window';
    readonly includeUncontrolled: true;
  }): Promise<readonly { readonly url: string; focus(): Promise<unknown> }[]>;
  openWindow(url: string): Promise<unknown>;
}

export async function showApp(base: URL, clients: Pages): Promise<void> {
  const pages = await clients.matchAll({ type: 'window', includeUncontrolled: true });
  const page = pages.find(({ url }) => url.startsWith(base.href));
  if (page === undefined) await clients.openWindow(base.href);
  else await page.focus();
}
