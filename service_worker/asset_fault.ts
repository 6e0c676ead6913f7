/** What can go wrong with a file of the site or of the net. */

export type Fault =
  /** Other bytes than were asked for; `actual` is the sha256 of what came. */
  | { readonly kind: 'hash'; readonly source: string; readonly expected: string; readonly actual: string }
  /** It could not be fetched; `status` is the host's answer, null when there was none. */
  | { readonly kind: 'fetch'; readonly source: string; readonly status: number | null; readonly why: string }
  /** It could not be kept; `needed` and `free` in bytes. */
  | { readonly kind: 'storage'; readonly source: string; readonly needed: number; readonly free: number | null };

export class AssetFault extends Error {
  constructor(
    readonly fault: Fault,
    options?: ErrorOptions,
  ) {
    super(describe(fault), options);
    this.name = 'AssetFault';
  }
}

function describe(fault: Fault): string {
  switch (fault.kind) {
    case 'hash':
      return `${fault.source} has the sha256 ${fault.actual}, expected ${fault.expected}.`;
    case 'fetch':
      return `${fault.source} could not be fetched: ${fault.why}`;
    case 'storage':
      return `There is no room to keep ${fault.source} (${fault.needed} bytes).`;
  }
}

/** What a host means by its answer, and what to do. */
export function statusWords(status: number): string {
  if (status === 404 || status === 410) {
    return `its host has no such file (${status}). Check the address; the file may have been moved or removed.`;
  }
  if (status === 401 || status === 403) {
    return `its host does not give it to everybody (${status}). Ask its owner to share it, or open a copy from this device.`;
  }
  if (status === 429) return `its host takes no more requests for now (${status}). Try again in some minutes.`;
  if (status >= 500) return `its host has a problem (${status}). Try again later.`;
  return `its host answered ${status}. Check the address.`;
}
