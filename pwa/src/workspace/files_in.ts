/** The files among what an op gave. */
import { RemoteFile } from '../rpc/index.js';

/** Those that stand by themselves, and those in lists and objects, as deep as ops nest them. */
export async function filesIn(value: unknown, depth = 4): Promise<File[]> {
  if (value instanceof RemoteFile) return [await value.file()];
  if (value instanceof File) return [value];
  if (value instanceof Blob) return [new File([value], 'result', { type: value.type })];
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return [];
  return (await Promise.all(Object.values(value).map((each) => filesIn(each, depth - 1)))).flat();
}
