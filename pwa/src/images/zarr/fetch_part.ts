/** Fetches the files of a remote Zarr hierarchy, whole or by ranges. */
import { FetchError } from '../../contracts/errors.js';
import { MISSING, sliced } from './ranges.js';
import type { FetchPart } from './stores.js';

export const fetchPart: FetchPart = async (url, range, signal) => {
  let response: Response;
  try {
    response = await fetch(url, { ...(signal && { signal }), ...(range !== null && { headers: { range } }) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new FetchError(
      `${url.host} can't be reached, or does not let other pages read ${url.pathname}.`,
      url.href,
      null,
      { cause },
    );
  }
  if (MISSING.includes(response.status)) return null;
  if (!response.ok)
    throw new FetchError(`${url.href} could not be fetched (HTTP ${response.status}).`, url.href, response.status);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // A host that knows no ranges gives the whole file.
  return range !== null && response.status !== 206 ? sliced(bytes, range) : bytes;
};
