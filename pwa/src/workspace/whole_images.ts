/** Opened images among the arguments of an op. */
import { isOpenedImage, isRecord } from '../host/index.js';

/** Arguments in which opened images are read whole, those with a name, too; others stay as they are. */
export async function withWholeImages(given: readonly unknown[], signal?: AbortSignal): Promise<unknown[]> {
  const whole = async (value: unknown): Promise<unknown> =>
    isOpenedImage(value) ? value.read({}, signal ? { signal } : {}) : value;
  return Promise.all(
    given.map(async (value) => {
      if (!isRecord(value)) return whole(value);
      const entries = Object.entries(value).map(async ([key, each]) => [key, await whole(each)] as const);
      return Object.fromEntries(await Promise.all(entries));
    }),
  );
}
