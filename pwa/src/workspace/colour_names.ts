/** Colours by the names that napari and matplotlib give them. */
import { describe, fail } from '../host/arguments.js';
import { NDArray } from '../rpc/index.js';

const NAMES: { readonly [name: string]: string } = {
  gray: '#ffffff',
  grey: '#ffffff',
  white: '#ffffff',
  black: '#000000',
  red: '#ff0000',
  green: '#00ff00',
  blue: '#0000ff',
  cyan: '#00ffff',
  magenta: '#ff00ff',
  yellow: '#ffff00',
  orange: '#ffa500',
  purple: '#a020f0',
  pink: '#ff69b4',
  'bop blue': '#1fa8ff',
  'bop orange': '#ffab1f',
  'bop purple': '#e41fff',
};

/** @returns `#rrggbb`. @throws TypeError when the value names no colour. */
export function colourOf(fn: string, value: unknown): string {
  if (typeof value === 'string') {
    const name = value.trim().toLowerCase();
    const known = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
    if (known !== undefined) return known;
    if (/^#[0-9a-f]{6}$/.test(name)) return name;
    if (/^#[0-9a-f]{3}$/.test(name)) return name.replace(/[0-9a-f]/g, '$&$&');
  }
  const parts = value instanceof NDArray ? Array.from(value.data, Number) : value;
  if (
    Array.isArray(parts) &&
    (parts.length === 3 || parts.length === 4) &&
    parts.every((part) => part >= 0 && part <= 1)
  )
    return `#${parts.slice(0, 3).map(hex).join('')}`;
  return fail(
    fn,
    `a colour: #rrggbb, red, green and blue from 0 to 1, or one of ${Object.keys(NAMES).join(', ')}`,
    typeof value === 'string' ? value : describe(value),
  );
}

function hex(share: number): string {
  return Math.round(share * 255)
    .toString(16)
    .padStart(2, '0');
}
