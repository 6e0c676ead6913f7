/** An image on the map: its channels in one shader over tiles of their values or, without WebGL, on canvases. */
import type BaseLayer from 'ol/layer/Base.js';
import CanvasTileLayer from 'ol/layer/Tile.js';
import WebGLTileLayer from 'ol/layer/WebGLTile.js';
import type Projection from 'ol/proj/Projection.js';
import type RenderEvent from 'ol/render/Event.js';
import { type PictureAxes, pictureAxes } from './axes.js';
import { isColour } from './channels.js';
import { colouredTile, hasGamma, type StyledBand, styleColor, styleVariables } from './image_style.js';
import type { Blending, ImageLayer } from './layers.js';
import { canvasOf, PictureSource, paint, type TileData } from './picture_source.js';
import type { Standing } from './standing.js';
import { type Band, type TilePixels, type TilePlace, tilePixels } from './tile_pixels.js';
import type { TileWork } from './tile_work.js';
import { TILE } from './tiles.js';

/** dtypes whose values float32 does not hold exactly: a number near the black level is taken off before. */
const WIDE = new Set(['int32', 'uint32', 'int64', 'uint64', 'float64', 'complex128']);
/** Bytes of tiles that an image keeps, in this memory and again on the GPU. */
const KEPT_BYTES = 96 << 20;
/** Tiles that are kept in any case: those of a large window, at two levels. */
const LEAST_KEPT = 160;
/** A picture of no more tiles than this is made anew at once, so that a film of such pictures runs without gaps. */
const FEW_TILES = 16;
const NEVER = new AbortController().signal;

/** What a picture has of the viewer. */
export interface PictureHome {
  readonly projection: Projection;
  readonly webgl: boolean;
  /** How much longer a pixel is down than across. */
  readonly aspect: number;
  /** For tiles out of this memory, and for those that are read. */
  readonly near: TileWork;
  readonly far: TileWork;
  /** How far a tile is from being wanted most; null when nobody looks at it. */
  urgency(place: TilePlace, factors: readonly number[]): number | null;
  /** Told when a tile can't be read. */
  failed(error: unknown): void;
}

export class ImagePicture {
  readonly axes: PictureAxes;
  layer: BaseLayer;
  private shown: ImageLayer;
  private pixels: TilePixels;
  private standing: Standing;
  private bands: readonly StyledBand[] = [];
  /** The channels that the tiles hold, by their place among the layer's. */
  private held: readonly number[] = [];
  private powers = false;
  private source: PictureSource;
  private blending: Blending;

  constructor(
    layer: ImageLayer,
    standing: Standing,
    private readonly home: PictureHome,
  ) {
    const axes = pictureAxes(layer.source.array ?? layer.source);
    const pixels = tilePixels(layer.source);
    if (axes === null || pixels === null) throw new TypeError(`${layer.name} is no picture.`);
    this.axes = axes;
    this.shown = layer;
    this.pixels = pixels;
    this.standing = standing;
    this.blending = layer.blending;
    this.pixels.stand(standing);
    this.held = heldBy(layer, []);
    this.bands = this.styled(layer);
    this.source = this.makeSource();
    this.layer = this.makeLayer();
  }

  /**
   * Shows the layer as it is now.
   *
   * @returns false when only a new picture can do that.
   */
  update(layer: ImageLayer, standing: Standing): boolean {
    const before = this.shown;
    const isSameImage = before.source === layer.source;
    if (!isSameImage && !this.canTake(layer)) return false;
    if (heldBy(layer, this.held).length > this.held.length) return false;
    this.shown = layer;
    const isMoved = standing !== this.standing;
    this.standing = standing;
    if (!isSameImage) this.pixels = tilePixels(layer.source) ?? this.pixels;
    const origins = this.bands.map(({ origin }) => origin).join();
    this.bands = this.styled(layer);
    if (!isSameImage || isMoved) this.pixels.stand(standing);
    const isStale = !isSameImage || isMoved || origins !== this.bands.map(({ origin }) => origin).join();
    if (isStale) this.remake();
    if (before.channels !== layer.channels) this.restyle(isStale);
    this.blending = layer.blending;
    return true;
  }

  dispose(): void {
    this.layer.dispose();
    this.source.dispose();
  }

  /** Whether another image fits the tiles there are. */
  private canTake({ source, channels }: ImageLayer): boolean {
    const before = this.shown;
    return (
      source.array !== null &&
      before.source.array !== null &&
      source.dtype === before.source.dtype &&
      source.axes === before.source.axes &&
      source.shape.join() === before.source.shape.join() &&
      channels.length === before.channels.length
    );
  }

  private get samples(): number {
    return this.axes.sampleCount;
  }

  private get bandCount(): number {
    return this.samples > 1 ? this.samples : this.held.length;
  }

  private get isBytes(): boolean {
    return this.shown.source.dtype === 'uint8' || this.shown.source.dtype === 'bool';
  }

  private get alphaRange(): number {
    return this.isBytes ? 255 : this.shown.source.dtype === 'uint16' ? 65535 : 1;
  }

  private styled(layer: ImageLayer): readonly StyledBand[] {
    const isWide = WIDE.has(layer.source.dtype);
    return this.held.flatMap((channel, at) => {
      const view = layer.channels[channel];
      if (view === undefined) return [];
      const contrast = view.contrast ?? [0, 1];
      const before = this.bands[at]?.origin ?? 0;
      return [{ view, contrast, origin: isWide ? originFor(contrast, before) : 0 }];
    });
  }

  private tileBands(): readonly Band[] {
    const isStepped = this.shown.channels.length === 1;
    return this.bands.map(({ origin }, at) => ({ channel: isStepped ? null : (this.held[at] ?? 0), origin }));
  }

  private makeSource(): PictureSource {
    const { width, height } = this.axes;
    const { factors } = this.pixels;
    const grid = {
      projection: this.home.projection,
      width,
      height,
      factors,
      aspect: this.home.aspect,
      bands: this.bandCount,
    };
    const { near, far } = this.home;
    return new PictureSource(grid, async (place, signal) => {
      const work = this.pixels.isNear ? near : far;
      const urgency = (): number | null => this.home.urgency(place, factors);
      try {
        return await work.add({ urgency, work: (stop) => this.tile(place, stop) }, signal);
      } catch (error) {
        if (!signal.aborted) this.home.failed(error);
        throw error;
      }
    });
  }

  private makeLayer(): BaseLayer {
    const { width, height } = this.axes;
    const extent = [0, -height * this.home.aspect, width, 0];
    if (!this.home.webgl)
      return new CanvasTileLayer({ source: this.source as never, extent, cacheSize: LEAST_KEPT } as never);
    const tileBytes = TILE * TILE * this.bandCount * (this.isBytes ? 1 : 4);
    const layer = new WebGLTileLayer({
      source: this.source,
      extent,
      cacheSize: Math.max(LEAST_KEPT, Math.floor(KEPT_BYTES / tileBytes)),
      preload: Number.POSITIVE_INFINITY,
      style: this.style() as never,
    });
    layer.on(
      'precompose' as never,
      ((event: RenderEvent) => {
        const gl = event.context;
        // OpenLayers draws by WebGL 1 where there is one.
        const isWebGL = gl instanceof WebGLRenderingContext || gl instanceof WebGL2RenderingContext;
        // Light is added to what is below, and covers nothing.
        if (this.blending === 'additive' && isWebGL) gl.blendFuncSeparate(gl.ONE, gl.ONE, gl.ZERO, gl.ONE);
      }) as never,
    );
    return layer;
  }

  private style() {
    this.powers = hasGamma(this.bands);
    return { color: styleColor(this.bands, this.samples), variables: this.variables() };
  }

  private variables() {
    return styleVariables(this.bands, this.isBytes ? 'bytes' : 'floats', this.alphaRange);
  }

  private restyle(isRemade: boolean): void {
    if (!(this.layer instanceof WebGLTileLayer)) {
      if (!isRemade) this.remake();
    } else if (this.powers !== hasGamma(this.bands)) this.layer.setStyle(this.style() as never);
    else this.layer.updateStyleVariables(this.variables());
  }

  /** Makes the tiles anew: few of them in place, many one by one behind what is on screen. */
  private remake(): void {
    const isFew = this.pixels.isNear && !this.standing.projected && this.source.tileCount <= FEW_TILES;
    if (!isFew) {
      this.source.renew();
      return;
    }
    this.source.refill(null, (place, data) => {
      if (data instanceof HTMLCanvasElement) {
        const values = this.values();
        void this.pixels.fill(place, this.tileBands(), values, NEVER);
        paint(data, colouredTile(values, this.bands, this.samples, this.alphaRange));
      } else void this.pixels.fill(place, this.tileBands(), data as Float32Array, NEVER);
    });
  }

  private values(): Float32Array | Uint8Array {
    const size = TILE * TILE * this.bandCount;
    return this.isBytes ? new Uint8Array(size) : new Float32Array(size);
  }

  private async tile(place: TilePlace, signal: AbortSignal): Promise<TileData> {
    const values = this.values();
    await this.pixels.fill(place, this.tileBands(), values, signal);
    return this.home.webgl ? values : canvasOf(colouredTile(values, this.bands, this.samples, this.alphaRange));
  }
}

/** The channels that tiles hold: those that are seen, and those that were before. */
function heldBy(layer: ImageLayer, before: readonly number[]): readonly number[] {
  if (isColour(layer.source) || layer.channels.length === 1) return [0];
  const seen = layer.channels.flatMap(({ visible }, at) => (visible || before.includes(at) ? [at] : []));
  return seen.length === 0 ? [0] : seen;
}

/** A number near black; the one there was, as long as what is shown is not far from it. */
function originFor([low, high]: readonly [number, number], before: number): number {
  const isNear = Math.abs(low - before) <= Math.max(high - low, Number.MIN_VALUE) * 2 ** 12;
  return isNear ? before : Math.round(low);
}
