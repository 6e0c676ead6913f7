/** The picture viewer: layers on one plane that is moved and zoomed. It knows arrays, and nothing of the workspace. */

import DragPan from 'ol/interaction/DragPan.js';
import { defaults as defaultInteractions } from 'ol/interaction/defaults.js';
import OlMap from 'ol/Map.js';
import Projection from 'ol/proj/Projection.js';
import View from 'ol/View.js';
import type { NDArray } from '../rpc/ndarray.js';
import type { PictureAxes } from './axes.js';
import { intensitiesOf } from './contrast.js';
import { fromMap } from './feature_geometry.js';
import { FeatureLayer } from './feature_layer.js';
import { layerAxes, pixelsOf } from './layer_pixels.js';
import type { Layer, PointsLayer, Selection, ShapesLayer } from './layers.js';
import { PictureLayer } from './picture_layer.js';
import type { PlaneIndex } from './plane.js';
import type { ViewerTool } from './viewer_tool.js';

/** Where the view is, so that it can be taken up again. */
export interface ViewState {
  readonly center: readonly [number, number];
  /** Image pixels per screen pixel. */
  readonly resolution: number;
  /** Whether the whole picture is kept in view when the window's size changes. */
  readonly fitted: boolean;
}

export interface ViewerEvents {
  /** The picture coordinates under the pointer; null when it left. */
  readonly pointer: (at: { readonly x: number; readonly y: number } | null) => void;
  readonly view: (state: ViewState) => void;
}

/** Whether this browser draws with WebGL 2; asked once. */
export const hasWebGL = ((): boolean => {
  const gl = document.createElement('canvas').getContext('webgl2');
  // The context is given back at once: browsers keep only a few.
  gl?.getExtension('WEBGL_lose_context')?.loseContext();
  return gl !== null;
})();

export class Viewer {
  private readonly map: OlMap;
  private readonly shown = new Map<string, { readonly data: NDArray; readonly picture: PictureLayer }>();
  private readonly features = new Map<string, FeatureLayer>();
  private readonly tools = new Set<ViewerTool>();
  private size: readonly [number, number] = [0, 0];
  private fitted = true;
  private index: PlaneIndex = {};
  private projection = new Projection({ code: 'coverslip:pixels', units: 'pixels', extent: [0, -1, 1, 0] });

  constructor(
    private readonly target: HTMLElement,
    private readonly events: ViewerEvents,
    private readonly start: ViewState | null = null,
  ) {
    this.map = new OlMap({
      target,
      controls: [],
      layers: [],
      interactions: defaultInteractions({
        altShiftDragRotate: false,
        pinchRotate: false,
        keyboard: false,
        zoomDuration: reducedMotion() ? 0 : 120,
      }),
      moveTolerance: 3,
      maxTilesLoading: 8,
    });
    this.map.on('pointermove', (event) => {
      if (event.dragging) return;
      const [x = 0, y = 0] = event.coordinate;
      this.events.pointer({ x, y: -y });
    });
    target.addEventListener('pointerleave', () => this.events.pointer(null));
    // The first move by hand ends the fitting that follows the window's size.
    for (const kind of ['pointerdrag', 'wheel'] as const) {
      this.map.on(kind as 'pointerdrag', () => {
        this.fitted = false;
      });
    }
    this.map.on('change:size', () => this.resized());
  }

  /** Shows these layers, bottom first. What can't be shown as a picture is left out. */
  setLayers(layers: readonly Layer[], selection: Selection | null): void {
    const gone = new Set([...this.shown.keys(), ...this.features.keys()]);
    layers.forEach((layer, order) => {
      if (layer.kind === 'points' || layer.kind === 'shapes') {
        gone.delete(layer.id);
        this.showFeatures(layer, selection, order);
        return;
      }
      const axes = layerAxes(layer);
      const data = pixelsOf(layer);
      if (!axes || !data) return;
      this.grow(axes);
      gone.delete(layer.id);
      const picture = this.pictureOf(layer, data, axes);
      picture.layer.setVisible(layer.visible);
      picture.layer.setOpacity(layer.opacity);
      picture.layer.setZIndex(order);
      if (layer.kind === 'image') picture.setContrast(layer.channels[0]?.contrast ?? intensitiesOf(data).auto);
    });
    for (const id of gone) this.drop(id);
  }

  private pictureOf(layer: Layer, data: NDArray, axes: PictureAxes): PictureLayer {
    const found = this.shown.get(layer.id);
    if (found && found.data === data) return found.picture;
    if (found) this.drop(layer.id);
    const picture = new PictureLayer(data, axes, layer.kind === 'labels', this.index, this.projection, hasWebGL);
    this.shown.set(layer.id, { data, picture });
    this.map.addLayer(picture.layer);
    return picture;
  }

  private showFeatures(layer: PointsLayer | ShapesLayer, selection: Selection | null, order: number): void {
    let shown = this.features.get(layer.id);
    if (shown === undefined) {
      shown = new FeatureLayer(layer);
      this.features.set(layer.id, shown);
      this.map.addLayer(shown.layer);
    }
    shown.update(layer, selection, this.index);
    shown.layer.setVisible(layer.visible);
    shown.layer.setOpacity(layer.opacity);
    shown.layer.setZIndex(order);
  }

  /** Gives a tool the picture to draw on. @returns what takes it away again. */
  addTool(tool: ViewerTool): () => void {
    const { map } = this;
    const detach = tool.attach({
      map,
      sourceOf: (layerId) => this.features.get(layerId)?.source ?? null,
      redraw: (layerId) => this.shown.get(layerId)?.picture.redraw(),
      positionAt: (pixel) => fromMap(map.getCoordinateFromPixel([...pixel])),
      get resolution() {
        return map.getView().getResolution() ?? 1;
      },
    });
    this.tools.add(tool);
    this.letDrag();
    return () => {
      detach();
      this.tools.delete(tool);
      this.letDrag();
    };
  }

  /** While something is drawn, only two fingers, the wheel and the middle button move the picture. */
  private letDrag(): void {
    const draws = [...this.tools].some((tool) => tool.draws);
    for (const interaction of this.map.getInteractions().getArray())
      if (interaction instanceof DragPan) interaction.setActive(!draws);
  }

  private drop(id: string): void {
    const drawn = this.features.get(id);
    if (drawn) {
      this.map.removeLayer(drawn.layer);
      drawn.dispose();
      this.features.delete(id);
    }
    const found = this.shown.get(id);
    if (!found) return;
    this.map.removeLayer(found.picture.layer);
    found.picture.dispose();
    this.shown.delete(id);
  }

  /** Goes to another plane of stacks. */
  setIndex(index: PlaneIndex): void {
    this.index = index;
    for (const { picture } of this.shown.values()) picture.setIndex(index);
  }

  /** The first layers decide how large the picture is; a larger one makes it larger. */
  private grow({ width, height }: PictureAxes): void {
    const [oldWidth, oldHeight] = this.size;
    if (width <= oldWidth && height <= oldHeight) return;
    this.size = [Math.max(width, oldWidth), Math.max(height, oldHeight)];
    const [wide, high] = this.size;
    const extent = [0, -high, wide, 0];
    this.projection.setExtent(extent);
    const first = oldWidth === 0;
    const kept = first ? this.start : this.state();
    const view = new View({
      projection: this.projection,
      center: kept ? [kept.center[0], -kept.center[1]] : [wide / 2, -high / 2],
      resolution: kept?.resolution ?? Math.max(wide, high) / 512,
      minResolution: 1 / 64,
      maxResolution: Math.max(wide, high) / 64,
      extent: [-wide / 2, -high * 1.5, wide * 1.5, high / 2],
      constrainOnlyCenter: true,
      enableRotation: false,
      showFullExtent: true,
      smoothExtentConstraint: false,
    });
    view.on('change', () => this.events.view(this.state()));
    this.fitted = kept?.fitted ?? true;
    this.map.setView(view);
    this.resized();
  }

  private resized(): void {
    if (this.fitted && this.size[0] > 0) this.fit(0);
  }

  private get view(): View {
    return this.map.getView();
  }

  state(): ViewState {
    const [x = 0, y = 0] = this.view.getCenter() ?? [];
    return { center: [x, -y], resolution: this.view.getResolution() ?? 1, fitted: this.fitted };
  }

  /** Shows the whole picture. */
  fit(duration = reducedMotion() ? 0 : 120): void {
    const size = this.map.getSize();
    if (!size?.[0] || !size[1] || this.size[0] === 0) return;
    this.view.fit([0, -this.size[1], this.size[0], 0], {
      size,
      padding: [8, 8, 8, 8],
      minResolution: 1 / 32,
      duration,
    });
    this.fitted = true;
    this.events.view(this.state());
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
  middle(): { readonly x: number; readonly y: number } {
    const [x, y] = this.state().center;
    return { x, y };
  }

  dispose(): void {
    for (const id of [...this.shown.keys(), ...this.features.keys()]) this.drop(id);
    this.map.setTarget(undefined);
    this.map.dispose();
    this.target.replaceChildren();
  }
}

function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
