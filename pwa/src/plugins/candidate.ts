/** A plugin's file that could be installed: read and understood, nothing of it run. */
import { sha256Of } from '../assets/index.js';
import { FormatError } from '../contracts/errors.js';
import type { Permissions } from '../contracts/permissions.js';
import type { BroughtPlugin } from './brought.js';
import { type PluginFormat, parsePlugin } from './format.js';
import type { PluginFile, PluginRecord } from './record.js';

export interface Candidate extends PluginFile {
  /** Bytes of the file. */
  readonly size: number;
}

/** A plugin is one text file; more than this is something else. */
const LARGEST = 5_000_000;

/** @throws FormatError when the file is no plugin. */
export async function readCandidate(
  file: Pick<Candidate, 'id' | 'source' | 'address' | 'fileName' | 'tag'>,
  bytes: ArrayBuffer,
  formats: readonly PluginFormat[],
): Promise<Candidate> {
  refuseLarge(file.source, bytes.byteLength);
  const text = decode(bytes, file.fileName);
  const header = await parsePlugin(formats, text, file.fileName, file.tag);
  return { ...file, sha256: await sha256Of(bytes), size: bytes.byteLength, text, header };
}

/** @throws FormatError for a file that is larger than any plugin. */
export function refuseLarge(name: string, size: number): void {
  if (size <= LARGEST) return;
  throw new FormatError(
    `${name} is no plugin: it has ${(size / 1e6).toFixed(1)} MB, and a plugin is a text file of at most ${LARGEST / 1e6} MB.`,
    'size',
  );
}

export function recordOf({ size: _, ...candidate }: Candidate): PluginRecord {
  return { ...candidate, ops: [], shipped: false, installedAt: Date.now() };
}

export function broughtPlugin({ header, source, sha256 }: Candidate): BroughtPlugin {
  const { name, version, description, kind, permissions: asks } = header;
  return { name, version, description, kind, source, sha256, asks };
}

/** Whether it asks for nothing but to call other plugins, so that it can be installed along with another one. */
export function asksLittle({ network, camera, microphone, clipboard, engine }: Permissions): boolean {
  return network.length === 0 && !camera && !microphone && !clipboard && !engine;
}

/** The text of a plugin's file, with its byte order mark, so that encoding it again gives the same bytes. */
export function decode(bytes: ArrayBuffer, fileName: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new FormatError(`${fileName} is no plugin: it is not a text file in UTF-8.`, 'encoding', { cause: error });
  }
}
