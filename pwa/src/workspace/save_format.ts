/** In which formats a layer can be saved. Pure. */
import type { LayerKind } from '../images/layers.js';

export type SaveFormat = 'tiff' | 'labels' | 'zarr' | 'npy' | 'view' | 'geojson' | 'mask';

/** What fits a layer, the usual one first. */
export function saveFormats(kind: LayerKind): readonly SaveFormat[] {
  switch (kind) {
    case 'image':
      return ['tiff', 'zarr', 'npy', 'view'];
    case 'labels':
      return ['tiff', 'labels', 'zarr', 'npy', 'view'];
    case 'points':
      return ['geojson', 'view'];
    case 'shapes':
      return ['geojson', 'mask', 'view'];
  }
}
