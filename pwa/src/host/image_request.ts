/** Reads what a caller gave to openImage. */
import { RemoteFile } from '../rpc/index.js';
import { fail, fileOrAddress, isRecord, known } from './arguments.js';
import type { ImageInput, ImageRequest } from './image_input.js';

/** @throws TypeError naming the argument that is wrong. */
export async function imageRequest(value: unknown, options: unknown): Promise<ImageRequest> {
  const fn = 'openImage';
  return { source: await inputOf(fn, value), scene: sceneOf(fn, options) };
}

async function inputOf(fn: string, value: unknown): Promise<ImageInput> {
  if (value instanceof RemoteFile) return value.file();
  if (typeof FileSystemFileHandle !== 'undefined' && value instanceof FileSystemFileHandle) return value.getFile();
  if (typeof FileSystemDirectoryHandle !== 'undefined' && value instanceof FileSystemDirectoryHandle) return value;
  return fileOrAddress(fn, value);
}

function sceneOf(fn: string, options: unknown): number | null {
  if (options === undefined || options === null) return null;
  if (!isRecord(options)) return fail(fn, 'options such as {scene: 1}', options);
  known(fn, options, ['scene']);
  const { scene = null } = options;
  if (scene === null || (typeof scene === 'number' && Number.isInteger(scene) && scene >= 0)) return scene;
  return fail(fn, '“scene”, the number of an image in the file, counted from 0', scene);
}
