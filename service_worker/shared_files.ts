/** Files that the system's share sheet posts to the installed app: kept until the page takes them. */

/** The page takes them from a cache of this name. */
const SHARED = 'coverslip-shared';
/** The path of the manifest's share target, below the site. */
export const SHARE_PATH = 'share';

/** Keeps what was posted, and sends the browser to the page, which takes it. */
export async function keepShared(request: Request, base: URL, caches: CacheStorage): Promise<Response> {
  try {
    const form = await request.formData();
    const files = form.getAll('files').filter((each): each is File => typeof each !== 'string');
    const cache = await caches.open(SHARED);
    await Promise.all(
      files.map((file, at) => {
        const address = new URL(`${SHARE_PATH}/${at}?name=${encodeURIComponent(file.name)}`, base);
        return cache.put(address.href, new Response(file, { headers: { 'content-type': file.type } }));
      }),
    );
    const [link] = ['url', 'text'].map((name) => form.get(name)).filter(isAddress);
    if (files.length === 0 && link !== undefined)
      return Response.redirect(new URL(`./#/app?data=${encodeURIComponent(link)}`, base).href, 303);
  } catch {
    // Nothing came that could be read: the app opens all the same.
  }
  return Response.redirect(new URL('./#/shared', base).href, 303);
}

function isAddress(value: FormDataEntryValue | null): value is string {
  return typeof value === 'string' && /^https?:\/\/\S+$/.test(value);
}
