/** Words of the menu that saves a layer. */
import type { SaveFormat } from '../workspace/save_format.js';

const formats = {
  tiff: 'OME-TIFF',
  labels: 'TIFF of labels (16 or 32 bit)',
  zarr: 'OME-Zarr, in a zip archive',
  npy: 'NumPy array',
  view: 'Picture of this view, with scale bar (PNG)',
  geojson: 'GeoJSON, for QuPath and others',
  mask: 'Mask (TIFF)',
} satisfies { readonly [format in SaveFormat]: string };

export const saveStrings = {
  open: (name: string) => `Save ${name} as …`,
  formats,
  command: (name: string, format: SaveFormat) => `Save ${name}: ${formats[format]}`,
} as const;
