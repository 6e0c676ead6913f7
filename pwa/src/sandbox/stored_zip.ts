/** A reader for stored (not deflated) zip archives: the repacked packages, unpacked without a copy. */

export interface ZipMember {
  readonly path: string;
  /** A view of the archive. */
  readonly data: Uint8Array;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;

/**
 * Lists the files of an archive in the order of its central directory (APPNOTE.TXT 4.3.12).
 *
 * @throws Error when the bytes are no zip archive, or when a member is compressed.
 */
export function* readStoredZip(archive: ArrayBuffer): Generator<ZipMember> {
  const view = new DataView(archive);
  const text = new TextDecoder();
  let end = archive.byteLength - 22;
  while (end >= 0 && view.getUint32(end, true) !== END) end--;
  if (end < 0) throw new Error(`not a zip archive (${archive.byteLength} bytes)`);
  const count = view.getUint16(end + 10, true);
  let entry = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (view.getUint32(entry, true) !== CENTRAL) throw new Error(`zip archive: damaged entry ${i}`);
    const method = view.getUint16(entry + 10, true);
    const size = view.getUint32(entry + 24, true);
    const nameLength = view.getUint16(entry + 28, true);
    const extra = view.getUint16(entry + 30, true) + view.getUint16(entry + 32, true);
    const local = view.getUint32(entry + 42, true);
    const path = text.decode(new Uint8Array(archive, entry + 46, nameLength));
    if (method !== 0) throw new Error(`zip archive: ${path} is compressed; the build stores members as they are`);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    if (!path.endsWith('/')) yield { path, data: new Uint8Array(archive, start, size) };
    entry += 46 + nameLength + extra;
  }
}
