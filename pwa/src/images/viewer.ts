/** The picture viewer: layers on one plane that is moved and zoomed. It knows layers, and nothing of the workspace. */

import DragPan from 'ol/interaction/DragPan.js';
import { defaults as defaultInteractions } from 'ol/interaction/defaults.js';
import Kinetic from 'ol/Kinetic.js';
import OlMap from 'ol/Map.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import Projection from 'ol/proj/Projection.js';
import View from 'ol/View.js';
import type { PictureAxes } from './axes.js';
import type { PictureHome } from './image_picture.js';
import { layerAxes } from './layer_pixels.js';
import type { Layer, Position, Selection } from './layers.js';
import { listenForPresses } from './presses.js';
import type { ScaleBar } from './scale_bar.js';
import { type Pick, ShownLayers } from './shown_layers.js';
import { snapshot } from './snapshot.js';
import type { Standing } from './standing.js';
import type { TilePlace } from './tile_pixels.js';
import { TileWork } from './tile_work.js';
import { TILE } from './tiles.js';
import type { ViewerTool } from './viewer_tool.js';

/** Where the view is, so that it can be taken up again. */
export interface ViewState {
  readonly center: Position;
  /** Image pixels per screen pixel. */
  readonly resolution: number;
  /** Whether the whole picture is kept in view when the window's size changes. */
  readonly fitted: boolean;
}

export interface ViewerEvents {
  /** The picture coordinates under the pointer; null when it left. */
  readonly pointer?: (at: Position | null) => void;
  readonly view?: (state: ViewState) => void;
  /** A click or tap that draws nothing. @param adds whether it was meant to add to what is selected (Shift, Ctrl or ⌘). */
  readonly click?: (at: Position, adds: boolean) => void;
  /** A long press of a finger, or the right button. */
  readonly press?: (at: Position) => void;
  /** A part of the picture can't be read. */
  readonly failed?: (error: unknown) => void;
}

export interface ViewerOptions {
  readonly start?: ViewState | null;
  /** How much longer a pixel is down than across; 1 when absent. Only pictures without tools and drawn shapes may differ. */
  readonly aspect?: number;
  /** CSS pixels at the top that tools cover; the whole picture is shown below them. 0 when absent. */
  readonly covered?: number;
}

/** CSS pixels around the whole picture. */
const MARGIN = 8;

/** Reads that are under way together. */
const READS = 6;

/** Whether this browser draws with WebGL 2; asked once. */
export const hasWebGL = ((): boolean => {
  const gl = document.createElement('canvas').getContext('webgl2');
  // The context is given back at once: browsers keep only a few.
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
})();

export class Viewer {
  private readonly map: OlMap;
  private readonly tools = new Set<ViewerTool>();
  private readonly home: PictureHome;
  private readonly shown: ShownLayers;
  private readonly aspect: number;
  private readonly start: ViewState | null;
  private readonly covered: number;
  private size: readonly [number, number] = [0, 0];
  private fitted = true;
  private projection = new Projection({ code: 'coverslip:pixels', units: 'pixels', extent: [0, -1, 1, 0] });

  constructor(
    private readonly target: HTMLElement,
    private readonly events: ViewerEvents,
    { start = null, aspect = 1, covered = 0 }: ViewerOptions = {},
  ) {
    this.start = start;
    this.covered = covered;
    this.aspect = aspect;
    const pan = new DragPan({
      kinetic: reducedMotion() ? (undefined as never) : new Kinetic(-0.005, 0.05, 100),
      // While something is drawn, two fingers or the middle button move the picture.
      condition: ({ originalEvent }) => !this.isDrawing || pan.getPointerCount() > 1 || isMiddle(originalEvent),
    });
    const interactions = defaultInteractions({
      altShiftDragRotate: false,
      pinchRotate: false,
      keyboard: false,
      dragPan: false,
      zoomDuration: reducedMotion() ? 0 : 120,
    });
    interactions.push(pan);
    // Tiles wait their turn with us, most wanted first, and not in OpenLayers' own queue.
    this.map = new OlMap({ target, controls: [], layers: [], interactions, moveTolerance: 3, maxTilesLoading: 1024 });
    this.home = {
      projection: this.projection,
      webgl: hasWebGL,
      aspect,
      near: new TileWork(1),
      far: new TileWork(READS),
      urgency: (place, factors) => this.urgency(place, factors),
      failed: (error) => this.events.failed?.(error),
    };
    this.shown = new ShownLayers(this.map, this.home, () => this.drawn());
    this.listen();
  }

  private listen(): void {
    const { map, target } = this;
    map.on('pointermove', (event) => {
      if (!event.dragging) this.events.pointer?.(this.position(event.coordinate));
    });
    target.addEventListener('pointerleave', () => this.events.pointer?.(null));
    map.on('click', (event: MapBrowserEvent) => {
      if (this.isDrawing) return;
      const { shiftKey, ctrlKey, metaKey } = event.originalEvent as PointerEvent;
      this.events.click?.(this.position(event.coordinate), shiftKey || ctrlKey || metaKey);
    });
    // The first move by hand ends the fitting that follows the window's size.
    for (const kind of ['pointerdrag', 'wheel'] as const) {
      map.on(kind as 'pointerdrag', () => {
        this.fitted = false;
      });
    }
    map.on('change:size', () => this.resized());
    map.on('moveend', () => this.review());
    listenForPresses(target, ({ clientX, clientY }) => {
      const { left, top } = target.getBoundingClientRect();
      const at = map.getCoordinateFromPixel([clientX - left, clientY - top]);
      if (at && !this.isDrawing) this.events.press?.(this.position(at));
    });
  }

  /** Shows these layers, bottom first. What can't be shown as a picture is left out. */
  setLayers(layers: readonly Layer[], selection: Selection | null = null): void {
    for (const layer of layers) {
      const axes = layerAxes(layer);
      if (axes) this.grow(axes);
    }
    this.shown.setLayers(layers, selection);
  }

  /** Goes to other planes of stacks. Followed by {@link setLayers}. */
  stand(standing: Standing): void {
    this.shown.standing = standing;
  }

  /** Gives a tool the picture to draw on. @returns what takes it away again. */
  addTool(tool: ViewerTool): () => void {
    const { map } = this;
    const detach = tool.attach({
      map,
      sourceOf: (layerId) => this.shown.sourceOf(layerId),
      redraw: (layerId, box) => this.shown.redraw(layerId, box),
      positionAt: (pixel) => this.position(map.getCoordinateFromPixel([...pixel])),
      get resolution() {
        return map.getView().getResolution() ?? 1;
      },
    });
    this.tools.add(tool);
    return () => {
      detach();
      this.tools.delete(tool);
    };
  }

  private get isDrawing(): boolean {
    return [...this.tools].some((tool) => tool.draws);
  }

  /** What is at a position, the top layer first. */
  pick(at: Position): Pick | null {
    return this.shown.pick(at, 6 * (this.view.getResolution() ?? 1));
  }

  /** Resolves when all that is asked for is on screen. Tiles that nobody looks at are not waited for. */
  async drawn(): Promise<void> {
    const { near, far } = this.home;
    let wasBusy = true;
    while (wasBusy && this.map.getTargetElement()) {
      this.map.renderSync();
      // OpenLayers asks for tiles after it has drawn.
      await new Promise((resume) => setTimeout(resume));
      await new Promise((resume) => setTimeout(resume));
      wasBusy = near.isBusy || far.isBusy || this.shown.isBusy;
      await Promise.all([near.settled(), far.settled(), this.shown.settled()]);
    }
  }

  /** What is seen, as PNG. @param bar drawn into it; null leaves it out. */
  async snapshot(bar: ScaleBar | null): Promise<Blob> {
    await this.drawn();
    return snapshot(this.map, bar);
  }

  /** The picture is as large as its largest layer. */
  private grow({ width, height }: PictureAxes): void {
    const [oldWidth, oldHeight] = this.size;
    if (width <= oldWidth && height <= oldHeight) return;
    this.size = [Math.max(width, oldWidth), Math.max(height, oldHeight)];
    const [wide, tall] = this.size;
    const high = tall * this.aspect;
    this.projection.setExtent([0, -high, wide, 0]);
    const kept = oldWidth === 0 ? this.start : this.state();
    const view = new View({
      projection: this.projection,
      center: kept ? [kept.center[0], -kept.center[1] * this.aspect] : [wide / 2, -high / 2],
      resolution: kept?.resolution ?? Math.max(wide, high) / 512,
      minResolution: 1 / 64,
      // Small pictures, too, can be seen pixel by pixel, and from farther away.
      maxResolution: Math.max(4, wide / 64, high / 64),
      extent: [-wide / 2, -high * 1.5, wide * 1.5, high / 2],
      constrainOnlyCenter: true,
      enableRotation: false,
      showFullExtent: true,
      smoothExtentConstraint: false,
    });
    for (const kind of ['change:center', 'change:resolution'] as const) {
      view.on(kind, () => {
        this.events.view?.(this.state());
        this.review();
      });
    }
    this.fitted = kept?.fitted ?? true;
    this.map.setView(view);
    this.resized();
  }

  private resized(): void {
    if (this.fitted && this.size[0] > 0) this.fit(0);
    this.review();
  }

  private review(): void {
    this.home.near.review();
    this.home.far.review();
  }

  /** The tiles in the middle come first, before them those of coarser levels, which show something soon. */
  private urgency({ level, column, row }: TilePlace, factors: readonly number[]): number | null {
    const size = this.map.getSize();
    const center = this.view.getCenter();
    const resolution = this.view.getResolution();
    if (!size?.[0] || !size[1] || !center || !resolution) return null;
    const factor = factors[level] ?? 1;
    const current = factors.findLastIndex((each) => each <= resolution * 1.42);
    if (level < current - 1) return null;
    const edge = TILE * factor;
    const across = Math.abs((column + 0.5) * edge - (center[0] ?? 0));
    const down = Math.abs((row + 0.5) * edge * this.aspect + (center[1] ?? 0));
    // Half a window around what is seen is wanted, too: it may come into view with the next move.
    if (across > (size[0] * resolution + edge) / 2 + (size[0] * resolution) / 2) return null;
    if (down > (size[1] * resolution + edge * this.aspect) / 2 + (size[1] * resolution) / 2) return null;
    return Math.hypot(across, down) / edge - (level > current ? 1000 + level : 0);
  }

  private position([x = 0, y = 0]: readonly number[]): Position {
    return [x, -y / this.aspect];
  }

  private get view(): View {
    return this.map.getView();
  }

  state(): ViewState {
    return {
      center: this.position(this.view.getCenter() ?? []),
      resolution: this.view.getResolution() ?? 1,
      fitted: this.fitted,
    };
  }

  /** Goes where another view is. */
  follow({ center, resolution }: Partial<ViewState>): void {
    this.fitted = false;
    this.view.cancelAnimations();
    if (resolution !== undefined) this.view.setResolution(resolution);
    if (center !== undefined) this.view.setCenter([center[0], -center[1] * this.aspect]);
  }

  /** Shows the whole picture. */
  fit(duration = reducedMotion() ? 0 : 120): void {
    const size = this.map.getSize();
    if (!size?.[0] || !size[1] || this.size[0] === 0) return;
    this.view.fit([0, -this.size[1] * this.aspect, this.size[0], 0], {
      size,
      // Where little room is left, tools over a part of the picture are the lesser evil.
      padding: [size[1] > 3 * this.covered ? this.covered + MARGIN : MARGIN, MARGIN, MARGIN, MARGIN],
      minResolution: 1 / 32,
      duration,
    });
    this.fitted = true;
    this.events.view?.(this.state());
  }

  /** Shows one image pixel on one pixel of the screen. */
  oneToOne(): void {
    this.fitted = false;
    this.animate({ resolution: 1 / devicePixelRatio });
  }

  zoomBy(factor: number): void {
    this.fitted = false;
    this.animate({ resolution: this.view.getConstrainedResolution((this.view.getResolution() ?? 1) / factor) ?? 1 });
  }

  /** Moves the view by screen pixels. */
  panBy(right: number, down: number): void {
    this.fitted = false;
    const resolution = this.view.getResolution() ?? 1;
    const [x = 0, y = 0] = this.view.getCenter() ?? [];
    this.animate({ center: [x + right * resolution, y - down * resolution] });
  }

  private animate(to: { resolution?: number; center?: number[] }): void {
    this.view.cancelAnimations();
    if (reducedMotion()) {
      if (to.resolution !== undefined) this.view.setResolution(to.resolution);
      if (to.center) this.view.setCenter(to.center);
    } else {
      this.view.animate({ ...to, duration: 120 });
    }
  }

  /** The picture coordinates in the middle of the view. */
  middle(): Position {
    return this.state().center;
  }

  /** Where a position is in the window, in CSS pixels from its upper left corner; null before anything is drawn. */
  pixelOf([x, y]: Position): readonly [number, number] | null {
    const [left, top] = this.map.getPixelFromCoordinate([x, -y * this.aspect]) ?? [];
    return left === undefined || top === undefined ? null : [left, top];
  }

  dispose(): void {
    this.shown.clear();
    this.map.setTarget(undefined);
    this.map.dispose();
    this.target.replaceChildren();
  }
}

function isMiddle(event: Event): boolean {
  return event instanceof PointerEvent && event.pointerType === 'mouse' && (event.buttons & 4) !== 0;
}

function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
