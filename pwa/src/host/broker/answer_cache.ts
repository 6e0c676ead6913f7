/** Where answers are kept: Cache Storage. */
import type { AnswerCache } from './kept_answers.js';

/** Other caches of this origin are not touched. */
const CACHE = 'coverslip-kept';

/** @returns null where the browser keeps nothing. */
export async function openAnswerCache(): Promise<AnswerCache | null> {
  try {
    return (await globalThis.caches?.open(CACHE)) ?? null;
  } catch {
    return null;
  }
}
