/** A QR code (ISO/IEC 18004) as the path of an SVG. Pure. */
import { encode } from 'uqr';

/** Modules of free space around it, which readers need. */
const BORDER = 4;

/** @returns the side in modules and a path that fills the dark ones, or null where the text is too long for any code. */
export function qrPath(text: string): { readonly size: number; readonly path: string } | null {
  let code: { readonly size: number; readonly data: boolean[][] };
  try {
    code = encode(text, { ecc: 'M', border: BORDER });
  } catch {
    return null;
  }
  const path = code.data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return { size: code.size, path };
}
