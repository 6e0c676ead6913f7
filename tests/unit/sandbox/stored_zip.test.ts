import { describe, expect, test } from 'vitest';
import { readStoredZip } from '../../../pwa/src/sandbox/stored_zip.js';

/** Made by Python's zipfile: `a/b.txt` holding "hi", then `ü.txt` holding "", stored. */
const stored =
  'UEsDBBQAAAAAAAAAIQCsKpPYAgAAAAIAAAAHAAAAYS9iLnR4dGhpUEsDBBQAAAgAAAAAIQAAAAAAAAAAAAAAAAAGAAAAw7wudHh0UEsBAhQDFAAAAAAAAAAhAKwqk9gCAAAAAgAAAAcAAAAAAAAAAAAAAIABAAAAAGEvYi50eHRQSwECFAMUAAAIAAAAACEAAAAAAAAAAAAAAAAABgAAAAAAAAAAAAAAgAEnAAAAw7wudHh0UEsFBgAAAAACAAIAaQAAAEsAAAAAAA==';
const bytes = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)).buffer;

describe('a stored zip', () => {
  test('gives its files in order, as views of the archive', () => {
    const archive = bytes(stored);
    const members = [...readStoredZip(archive)];
    expect(members.map(({ path }) => path)).toEqual(['a/b.txt', 'ü.txt']);
    expect(new TextDecoder().decode(members[0]?.data)).toBe('hi');
    expect(members[0]?.data.buffer).toBe(archive);
  });

  test('that is no zip, or is compressed, is refused by name', () => {
    expect(() => [...readStoredZip(new ArrayBuffer(100))]).toThrow(/not a zip archive \(100 bytes\)/);
    const archive = bytes(stored);
    const view = new DataView(archive);
    view.setUint16(view.getUint32(archive.byteLength - 22 + 16, true) + 10, 8, true);
    expect(() => [...readStoredZip(archive)]).toThrow(/a\/b\.txt is compressed/);
  });
});
