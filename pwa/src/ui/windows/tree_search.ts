/** Where words are found in a tree: what has them, and the way there from the root. Pure. */
import { entriesOf } from './tree_branches.js';

/** So many values are looked at, which takes a moment; a tree may be larger. */
const MOST_LOOKED_AT = 200_000;

export interface Found {
  /** By the path of a value: the places of its entries that have the words, or lead to what has them. */
  readonly ways: ReadonlyMap<string, ReadonlySet<number>>;
  readonly count: number;
  /** Whether the tree was too large to be looked through. */
  readonly isCut: boolean;
}

/** @param path of the root. @returns null where there are no words, so that everything is shown. */
export function searchTree(root: unknown, path: string, words: string): Found | null {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return null;
  const ways = new Map<string, ReadonlySet<number>>();
  let looked = 0;
  let count = 0;
  const has = (text: string): boolean => text.toLowerCase().includes(wanted);
  const visit = (value: unknown, here: string): boolean => {
    const own = new Set<number>();
    for (const [at, [key, each]] of entriesOf(value).entries()) {
      if (++looked > MOST_LOOKED_AT) break;
      const isHere = has(key) || (isPlain(each) && has(String(each)));
      if (isHere) count += 1;
      if (visit(each, `${here}.${at}`) || isHere) own.add(at);
    }
    if (own.size > 0) ways.set(here, own);
    return own.size > 0;
  };
  visit(root, path);
  return { ways, count, isCut: looked > MOST_LOOKED_AT };
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
}
