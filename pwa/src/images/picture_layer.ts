/** A layer of an image or labels, drawn from tiles by WebGL or, without it, on a canvas. */
import type BaseLayer from 'ol/layer/Base.js';
import CanvasTileLayer from 'ol/layer/Tile.js';
import WebGLTileLayer from 'ol/layer/WebGLTile.js';
import type Projection from 'ol/proj/Projection.js';
import DataTileSource from 'ol/source/DataTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import type { NDArray } from '../rpc/ndarray.js';
import type { PictureAxes } from './axes.js';
import { intensitiesOf, type Range } from './contrast.js';
import { labelPixel } from './label_colours.js';
import { type Plane, type PlaneIndex, planeOf } from './plane.js';
import { labelTile, levelCount, meanTile, OVERVIEW_LEVEL, overviewOf, TILE } from './tiles.js';
import { inTurn } from './turns.js';

/** dtypes whose values float32 does not hold exactly: a number near the least value is taken off before. */
const WIDE = new Set(['int32', 'uint32', 'int64', 'uint64', 'float64', 'complex128']);

/** Tiles that are made anew while the old ones stay on screen, so that nothing flickers. */
class PictureSource extends DataTileSource {
  private revision = 0;
  renew(): void {
    this.setKey(String(++this.revision));
  }
}

export class PictureLayer {
  layer: BaseLayer;
  private plane: Plane;
  private overview: Promise<Plane> | null = null;
  private stop = new AbortController();
  private range: Range;
  private readonly origin: number;
  private readonly bytes: boolean;

  constructor(
    private readonly array: NDArray,
    private readonly axes: PictureAxes,
    private readonly labels: boolean,
    private index: PlaneIndex,
    private readonly projection: Projection,
    private readonly webgl: boolean,
  ) {
    const { full, auto } = intensitiesOf(array);
    this.range = auto;
    this.bytes = array.dtype === 'uint8' || array.dtype === 'bool';
    this.origin = WIDE.has(array.dtype) ? Math.round(full[0]) : 0;
    this.plane = planeOf(array, axes, index);
    this.layer = this.makeLayer();
  }

  /** Goes to another plane of a stack. */
  setIndex(index: PlaneIndex): boolean {
    const same = this.axes.leading.every(({ name }) => (index[name] ?? 0) === (this.index[name] ?? 0));
    if (same) return false;
    this.index = index;
    this.plane = planeOf(this.array, this.axes, index);
    this.forget();
    this.source.renew();
    return true;
  }

  /** Shows `low` black and `high` white. */
  setContrast(range: Range): void {
    if (range[0] === this.range[0] && range[1] === this.range[1]) return;
    this.range = range;
    if (this.labels) return;
    if (this.layer instanceof WebGLTileLayer) this.layer.updateStyleVariables(this.variables());
    else this.source.renew();
  }

  /** Draws the picture anew, after its values were changed in place. */
  redraw(): void {
    this.forget();
    this.source.renew();
  }

  dispose(): void {
    this.stop.abort();
    this.layer.dispose();
  }

  private get source(): PictureSource {
    return (this.layer as WebGLTileLayer).getSource() as PictureSource;
  }

  private forget(): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.overview = null;
  }

  private makeLayer(): BaseLayer {
    const { width, height, sampleCount } = this.axes;
    const extent = [0, -height, width, 0];
    const levels = levelCount(width, height);
    const resolutions = Array.from({ length: levels }, (_, z) => 2 ** (levels - 1 - z));
    const source = new PictureSource({
      projection: this.projection,
      tileGrid: new TileGrid({ extent, origin: [0, 0], resolutions, tileSize: TILE }),
      interpolate: false,
      transition: 0,
      bandCount: this.labels ? 4 : sampleCount,
      loader: (z, column, row, { signal }) => inTurn(() => this.tile(levels - 1 - z, column, row), signal),
    });
    if (!this.webgl) return new CanvasTileLayer({ source: source as never, extent, cacheSize: 256 } as never);
    return new WebGLTileLayer({ source, extent, cacheSize: 256, style: this.style() });
  }

  private style() {
    if (this.labels) return {};
    const shown = (band: number) => ['clamp', ['*', ['-', ['band', band], ['var', 'low']], ['var', 'gain']], 0, 1];
    const { sampleCount } = this.axes;
    const alpha = sampleCount === 4 ? ['clamp', ['*', ['band', 4], ['var', 'alpha']], 0, 1] : 1;
    const color =
      sampleCount === 1 ? ['array', shown(1), shown(1), shown(1), 1] : ['array', shown(1), shown(2), shown(3), alpha];
    return { color, variables: this.variables() };
  }

  /** Contrast as the shader takes it: byte textures arrive as 0 to 1, and wide numbers less their origin. */
  private variables() {
    const [low, high] = this.range;
    const unit = this.bytes ? 255 : 1;
    const alpha = this.bytes ? 1 : this.array.dtype === 'uint16' ? 1 / 65535 : 1;
    return { low: (low - this.origin) / unit, gain: unit / Math.max(high - low, Number.MIN_VALUE), alpha };
  }

  private async tile(
    level: number,
    column: number,
    row: number,
  ): Promise<Float32Array | Uint8Array | Uint8ClampedArray | HTMLCanvasElement> {
    const { samples } = this.plane;
    if (this.labels) {
      const pixels = new Uint8ClampedArray(TILE * TILE * 4);
      labelTile(this.plane, level, column, row, labelPixel, pixels);
      return this.webgl ? pixels : canvasOf(pixels);
    }
    const out = this.bytes ? new Uint8Array(TILE * TILE * samples) : new Float32Array(TILE * TILE * samples);
    if (level >= OVERVIEW_LEVEL) {
      this.overview ??= overviewOf(this.plane, this.stop.signal);
      meanTile(await this.overview, level - OVERVIEW_LEVEL, column, row, this.origin, out);
    } else {
      meanTile(this.plane, level, column, row, this.origin, out);
    }
    return this.webgl ? out : canvasOf(this.coloured(out, samples));
  }

  /** What the shader does, by hand. */
  private coloured(values: Float32Array | Uint8Array, samples: number): Uint8ClampedArray {
    const low = this.range[0] - this.origin;
    const gain = 255 / Math.max(this.range[1] - this.range[0], Number.MIN_VALUE);
    const pixels = new Uint8ClampedArray(TILE * TILE * 4);
    for (let pixel = 0; pixel < TILE * TILE; pixel++) {
      for (let channel = 0; channel < 3; channel++) {
        pixels[pixel * 4 + channel] =
          ((values[pixel * samples + (samples === 1 ? 0 : channel)] as number) - low) * gain;
      }
      pixels[pixel * 4 + 3] = samples === 4 && this.bytes ? (values[pixel * 4 + 3] as number) : 255;
    }
    return pixels;
  }
}

function canvasOf(pixels: Uint8ClampedArray): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = TILE;
  canvas.getContext('2d')?.putImageData(new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, TILE, TILE), 0, 0);
  return canvas;
}
