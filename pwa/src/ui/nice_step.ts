/** Steps of sliders whose op names none. Pure. */

/** A step of 1, 2 or 5 times a power of ten that cuts the range into at least a hundred. */
export function niceStep(range: number): number {
  if (!(range > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(range / 100));
  const part = range / 100 / power;
  return Number((power * (part >= 5 ? 5 : part >= 2 ? 2 : 1)).toPrecision(1));
}
