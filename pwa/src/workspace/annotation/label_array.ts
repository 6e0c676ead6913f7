/** Arrays of labels that can be edited. Pure. */
import { type DType, NDArray } from '../../rpc/index.js';

/** From the smallest on; numbers of 64 bits are no plain numbers in JavaScript. */
const EDITABLE = [
  { dtype: 'uint8', most: 255, make: (length: number) => new Uint8Array(length) },
  { dtype: 'uint16', most: 65_535, make: (length: number) => new Uint16Array(length) },
  { dtype: 'int32', most: 2 ** 31 - 1, make: (length: number) => new Int32Array(length) },
  { dtype: 'uint32', most: 2 ** 32 - 1, make: (length: number) => new Uint32Array(length) },
] as const;

export interface LabelMeta {
  readonly axes?: string | undefined;
  readonly scale?: readonly number[] | undefined;
  readonly unit?: string | undefined;
}

/** No labels yet, for a picture of this shape. @param dtype one that can be edited. */
export function emptyLabels(shape: readonly number[], dtype: DType, { axes, scale, unit }: LabelMeta): NDArray {
  const length = shape.reduce((all, size) => all * size, 1);
  const known = EDITABLE.find((each) => each.dtype === dtype) ?? EDITABLE[1];
  return new NDArray(known.make(length), shape, known.dtype, { axes, scale, unit, kind: 'labels' });
}

/**
 * The array, or a copy whose dtype can be edited and holds `label`.
 *
 * @param copies whether a copy is wanted in any case.
 */
export function withRoomFor(array: NDArray, label: number, copies: boolean): NDArray {
  const known = EDITABLE.find(({ dtype }) => dtype === array.dtype);
  if (known !== undefined && label <= known.most && !copies) return array;
  const { data, shape, axes, scale, unit, name } = array;
  let greatest = label;
  let least = 0;
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (value > greatest) greatest = value;
    if (value < least) least = value;
  }
  const roomy = EDITABLE.filter(({ dtype, most }) => greatest <= most && (least >= 0 || dtype === 'int32'));
  const chosen =
    roomy.find(({ dtype }) => dtype === array.dtype) ?? roomy.find(({ dtype }) => dtype !== 'uint8') ?? roomy[0];
  if (chosen === undefined)
    throw new RangeError(
      `${name ?? 'These labels'} go from ${least} to ${greatest}, which is more than can be edited.`,
    );
  const values = chosen.make(data.length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array)
    for (let i = 0; i < data.length; i++) values[i] = Number(data[i]);
  else values.set(data);
  return new NDArray(values, shape, chosen.dtype, { axes, scale, unit, name, kind: 'labels' });
}
