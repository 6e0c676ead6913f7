/**
 * Frames that were valid before something happened to them. Together with `round_trip.test.ts` and the Python twin
 * (`tests/unit/python/test_fuzz.py`) more than 100 000 messages are read in each run.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import refused from '../../vectors/refused.json' with { type: 'json' };
import values from '../../vectors/values.json' with { type: 'json' };
import { readFrame, type Vector, writeFrame } from './frames.js';

type Json = unknown;

const RUNS = 20_000;
const TAGS =
  'ndarray bytes int float complex date clock duration map set table figure plot markup ref own error file custom';
const EDGES: readonly Json[] = [
  ...[null, true, '', '$', '__proto__', 'constructor', -1, 0, 1.5, 2 ** 53, 1e308, -0.5, [], {}, [[]]],
  ...TAGS.split(' ').map((tag) => ({ $: tag, v: 0, b: 0 })),
];

const parsed = [...values, ...refused].flatMap(({ name, header, attachments }) => {
  if (header.length > 3000) return [];
  try {
    return [{ name, json: JSON.parse(header) as Json, attachments }];
  } catch {
    return [];
  }
});

/** All places in a value, as paths. */
function placesOf(json: Json): readonly (readonly string[])[] {
  if (typeof json !== 'object' || json === null) return [[]];
  const inner = Object.entries(json).flatMap(([key, each]) => placesOf(each).map((path) => [key, ...path]));
  return [[], ...inner];
}

function at(json: Json, path: readonly string[]): Json {
  return path.reduce((each, key) => (each as { readonly [key: string]: Json })[key], json);
}

/** A copy of a value with something else at one place; undefined takes the place out. */
function changed(json: Json, [key, ...rest]: readonly string[], other: Json): Json {
  if (key === undefined) return other;
  const copy = (Array.isArray(json) ? [...json] : { ...(json as object) }) as { [key: string]: Json };
  const inner = changed(copy[key], rest, other);
  if (inner !== undefined) copy[key] = inner;
  else if (Array.isArray(copy)) copy.splice(Number(key), 1);
  else delete copy[key];
  return copy;
}

const mutated = fc
  .tuple(
    fc.constantFrom(...parsed.slice(0, values.length)),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('edge', 'take out', 'transplant', 'wrap', 'key'), fc.nat(), fc.nat()), {
      minLength: 1,
      maxLength: 2,
    }),
    fc.option(fc.array(fc.base64String({ maxLength: 16 }), { maxLength: 3 }), { freq: 9 }),
  )
  .map(([{ name, json, attachments }, changes, others]): Vector => {
    let frame = json;
    for (const [where, how, which, from] of changes) {
      const places = placesOf(frame);
      const place = places[where % places.length] ?? [];
      const old = at(frame, place);
      const donor = parsed[which % parsed.length]?.json;
      const donated = placesOf(donor);
      const pick: { readonly [how: string]: () => Json } = {
        edge: () => EDGES[which % EDGES.length],
        'take out': () => (place.length > 0 ? undefined : null),
        transplant: () => at(donor, donated[from % donated.length] ?? []),
        wrap: () => ({ $: 'map', v: [[old, old]] }),
        key: () =>
          typeof old === 'object' && old !== null ? { ...old, [TAGS.split(' ')[which % 9] ?? '']: from } : old,
      };
      frame = changed(frame, place, pick[how]?.());
    }
    return { name, header: JSON.stringify(frame), attachments: others ?? attachments };
  });

describe('a frame that was changed on its way', () => {
  it('is refused with a word, or read as something that can be written again', { timeout: 120_000 }, () => {
    let read = 0;
    fc.assert(
      fc.property(mutated, (vector) => {
        let first: { header: string; attachments: string[] };
        try {
          first = writeFrame(readFrame(vector));
        } catch (error) {
          const { name, message } = error as Error;
          if (!/^(FormatError|NotReadable)$/.test(name) || message.length > 1000) throw error;
          return;
        }
        read++;
        // A reference goes home, where this reader has no object.
        if (first.header.includes('"$":"own"')) return;
        if (JSON.stringify(writeFrame(readFrame({ name: '', ...first }))) !== JSON.stringify(first)) expect.fail();
      }),
      { numRuns: RUNS },
    );
    expect(read).toBeGreaterThan(RUNS / 20);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
