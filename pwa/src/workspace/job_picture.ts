/** A picture that a job tells of, as a file that browsers show. */
import { Figure, NDArray } from '../rpc/index.js';
import type { JobPicture } from './engine_item.js';
import { figureContent } from './value_window.js';

/** @returns null for what is no picture: plugins are not trusted to tell one. */
export async function jobPicture(told: unknown): Promise<JobPicture | null> {
  const { name, data } = (typeof told === 'object' && told !== null ? told : {}) as { name?: unknown; data?: unknown };
  const file = await fileOf(data).catch(() => null);
  return file === null ? null : { name: typeof name === 'string' ? name.slice(0, 200) : '', file };
}

async function fileOf(data: unknown): Promise<Blob | null> {
  if (data instanceof Figure) return figureContent(data).picture;
  if (!(data instanceof NDArray)) return null;
  const { pictureFile } = await import('../images/picture_file.js');
  return pictureFile(data);
}
