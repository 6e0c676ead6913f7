/** Every kind of value that the vectors show, for tests that send them somewhere and compare what comes back. */
import values from '../../vectors/values.json' with { type: 'json' };
import { type ReadFrame, readFrame, type Vector, writeFrame } from './frames.js';

interface ValueVector extends Vector {
  readonly rewritten?: string;
  readonly only?: string;
}

/** Values that are nothing but themselves; references have tests of their own. */
export const kinds = (values as readonly ValueVector[]).filter(
  ({ header }) => header.startsWith('{"t":"ok"') && !header.includes('"$":"ref"'),
);

/** A value as it is written; an error tells of every side that it passed. */
export function comparable(frame: ReadFrame): unknown {
  const { header, attachments } = writeFrame(frame);
  return { header: header.replace(/"traceback":"([^"\\]|\\.)*"/g, ''), attachments };
}

/** @returns what was sent and what came back, in a form that can be compared. */
export async function thereAndBack(
  vector: Vector,
  send: (value: unknown) => unknown,
): Promise<readonly [sent: unknown, back: unknown]> {
  const read = readFrame(vector);
  const back: unknown = await send(readFrame(vector).value);
  return [comparable(read), comparable({ ...read, value: back })];
}
