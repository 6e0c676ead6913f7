/** Tiles for OpenLayers that can be made anew in place, or all of them while the old ones stay on screen. */
import type DataTile from 'ol/DataTile.js';
import type Projection from 'ol/proj/Projection.js';
import DataTileSource from 'ol/source/DataTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import type { PixelBox } from './layers.js';
import type { TilePlace } from './tile_pixels.js';
import { TILE } from './tiles.js';

export type TileData = Float32Array | Uint8Array | Uint8ClampedArray | HTMLCanvasElement;

export interface PictureGrid {
  readonly projection: Projection;
  readonly width: number;
  readonly height: number;
  /** How much longer a pixel is down than across. */
  readonly aspect: number;
  /** Pixels of the picture along the edge of a tile's pixel, the finest level first. */
  readonly factors: readonly number[];
  /** Values of a pixel of a tile. */
  readonly bands: number;
}

interface Live {
  readonly place: TilePlace;
  readonly tile: DataTile;
}

export class PictureSource extends DataTileSource<DataTile> {
  private revision = 0;
  private readonly live = new Map<string, Live>();
  private readonly factors: readonly number[];
  private readonly width: number;
  private readonly height: number;

  constructor(
    { projection, width, height, aspect, factors, bands }: PictureGrid,
    make: (place: TilePlace, signal: AbortSignal) => Promise<TileData>,
  ) {
    const last = factors.length - 1;
    super({
      projection,
      tileGrid: new TileGrid({
        extent: [0, -height * aspect, width, 0],
        origin: [0, 0],
        resolutions: [...factors].reverse(),
        tileSize: [TILE, TILE * aspect],
      }),
      // Of the values; the grid says how large they are shown.
      tileSize: [TILE, TILE],
      interpolate: false,
      transition: 0,
      bandCount: bands,
      loader: (z, column, row, { signal }) => make({ level: last - z, column, row }, signal),
    });
    this.factors = factors;
    this.width = width;
    this.height = height;
  }

  override getTile(...args: Parameters<DataTileSource<DataTile>['getTile']>): DataTile | null {
    const [z, column, row] = args;
    const tile = super.getTile(...args);
    if (tile === null) return null;
    const key = `${z}/${column}/${row}`;
    this.live.set(key, { place: { level: this.factors.length - 1 - z, column, row }, tile });
    // A cache that drops a tile disposes of it.
    const dispose = tile.dispose.bind(tile);
    tile.dispose = () => {
      if (this.live.get(key)?.tile === tile) this.live.delete(key);
      dispose();
    };
    return tile;
  }

  /** Makes all tiles anew, while the old ones stay on screen. */
  renew(): void {
    this.setKey(String(++this.revision));
  }

  /**
   * Makes tiles that are loaded anew, at once and in place.
   *
   * @param box only those that show some of it; null means all.
   * @param refill writes a tile's new values over its old ones.
   */
  refill(box: PixelBox | null, refill: (place: TilePlace, data: TileData) => void): void {
    for (const { place, tile } of this.live.values()) {
      const data = tile.getData() as TileData | null;
      if (data === null || (box !== null && !this.touches(place, box))) continue;
      refill(place, data);
      tile.dispatchEvent('change');
    }
    this.changed();
  }

  /** Tiles of all levels that the picture has. */
  get tileCount(): number {
    const { width, height } = this;
    return this.factors.reduce(
      (sum, factor) => sum + Math.ceil(width / factor / TILE) * Math.ceil(height / factor / TILE),
      0,
    );
  }

  private touches({ level, column, row }: TilePlace, { x, y }: PixelBox): boolean {
    const size = TILE * (this.factors[level] ?? 1);
    // An outline reaches a little into the tiles beside.
    const margin = size / 32;
    return (
      x[0] < (column + 1) * size + margin &&
      x[1] > column * size - margin &&
      y[0] < (row + 1) * size + margin &&
      y[1] > row * size - margin
    );
  }
}

export function canvasOf(pixels: Uint8ClampedArray): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = TILE;
  paint(canvas, pixels);
  return canvas;
}

/** Puts a tile's pixels on its canvas. */
export function paint(canvas: HTMLCanvasElement, pixels: Uint8ClampedArray): void {
  canvas.getContext('2d')?.putImageData(new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, TILE, TILE), 0, 0);
}
