/** How parts of files are asked for and answered. Pure. */

/** What a host answers for a file that it does not have; object stores that may not be listed say 403. */
export const MISSING: readonly number[] = [403, 404, 410];

/** The bytes that a Range header of one range asks for. */
export function sliced(bytes: Uint8Array, range: string): Uint8Array {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
  return first === ''
    ? bytes.slice(Math.max(0, bytes.length - Number(last)))
    : bytes.slice(Number(first), Number(last) + 1);
}
