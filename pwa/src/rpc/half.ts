/** float16 and bfloat16, which JavaScript numbers have to be turned into by hand where there is no Float16Array. */

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/** @returns the bits of the half-precision number nearest to `value` (ties to even; IEEE 754 binary16). */
export function toHalf(value: number): number {
  float[0] = value;
  const sign = ((words[1] ?? 0) >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  // Below the smallest normal number the step is fixed; above, it is the last of ten binary places.
  const exponent = Math.max(size === 0 ? -14 : Math.floor(Math.log2(size)), -14);
  const scaled = roundToEven(size / 2 ** (exponent - 10));
  // A mantissa that rounds up to the next power of two carries into the exponent by itself.
  return sign | (scaled + (exponent + 14) * 1024);
}

/** @returns the number whose half-precision bits are `bits`. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1024 + mantissa) * 2 ** (exponent - 25);
}

function roundToEven(value: number): number {
  const low = Math.floor(value);
  const rest = value - low;
  if (rest !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** @returns the bits of the bfloat16 (the upper half of a float32) nearest to `value`, ties to even. */
export function toBrain(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  single[0] = value;
  const whole = bits[0] ?? 0;
  return ((whole + 0x7fff + ((whole >>> 16) & 1)) >>> 16) & 0xffff;
}

/** @returns the number whose bfloat16 bits are `half`. */
export function fromBrain(half: number): number {
  bits[0] = half << 16;
  return single[0] ?? 0;
}
