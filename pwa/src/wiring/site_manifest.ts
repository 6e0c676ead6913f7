/** The list of what the site offers, which everything else is made from. */
import type { SiteManifest } from '../contracts/site.js';

/**
 * Fetches `site.json`.
 *
 * @throws Error that says what a person can do when it can't be had.
 */
export async function fetchSiteManifest(base: URL): Promise<SiteManifest> {
  const response = await fetch(new URL('site.json', base)).catch((cause: unknown) => {
    const message =
      'The app’s list of files (site.json) could not be fetched. Check the connection, and reload the page.';
    throw new Error(message, { cause });
  });
  if (!response.ok)
    throw new Error(
      `The app's list of files could not be loaded (site.json: HTTP ${response.status}). Reload the page.`,
    );
  return (await response.json()) as SiteManifest;
}
