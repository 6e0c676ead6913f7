/** A colour for every label: the same label has the same colour in every picture and session, and neighbours differ. */

const GOLDEN = 0.618033988749895;
const cache = new Map<number, number>();

/** The colour of a label as red, green and blue, 0 to 255. 0 is no label and has none. */
export function labelColour(label: number): readonly [number, number, number] {
  // Successive labels are a golden section of the hue circle apart; lightness and chroma go round in fives and threes.
  const hue = (((label * GOLDEN) % 1) + 1) % 1;
  const light = [0.62, 0.74, 0.55, 0.68, 0.8][Math.abs(label) % 5] ?? 0.62;
  const strength = [0.9, 0.65, 0.78][Math.abs(label) % 3] ?? 0.9;
  const spread = strength * Math.min(light, 1 - light);
  const channel = (shift: number): number => {
    const k = (shift + hue * 12) % 12;
    return Math.round(255 * (light - spread * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  };
  return [channel(0), channel(8), channel(4)];
}

/** The same as one pixel of a little-endian RGBA buffer; transparent for 0. */
export function labelPixel(label: number): number {
  if (label === 0 || Number.isNaN(label)) return 0;
  const found = cache.get(label);
  if (found !== undefined) return found;
  const [red, green, blue] = labelColour(label);
  const pixel = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  // Pictures with a label for every pixel would fill the memory with colours.
  if (cache.size > 1 << 18) cache.clear();
  cache.set(label, pixel);
  return pixel;
}
