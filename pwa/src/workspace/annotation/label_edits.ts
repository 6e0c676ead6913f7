/** Labels as they are painted, filled, divided and joined. The array is changed in place; each change can be taken back. */
import { type Dab, strokeSpans } from '../../images/annotation/brush.js';
import {
  applyPatch,
  greatestLabel,
  joinPatches,
  LabelEdit,
  type LabelPatch,
  type LabelPlane,
  labelAt,
  patchExtent,
  RUN,
} from '../../images/annotation/label_edit.js';
import { floodFill, labelsUnder, mergeLabels, splitLabels } from '../../images/annotation/regions.js';
import { pictureAxes } from '../../images/axes.js';
import type { LabelsLayer, PixelBox, Position } from '../../images/layers.js';
import { type Numbers, type PlaneIndex, planeOf } from '../../images/plane.js';
import type { NDArray } from '../../rpc/index.js';
import type { History } from '../history.js';
import type { Layers } from '../layers.js';
import type { Workspace } from '../workspace.js';
import { withRoomFor } from './label_array.js';

/** New labels that one line may make; the array is given room for them. */
const PARTS_OF_A_SPLIT = 1000;

interface Stroke {
  readonly layerId: string;
  readonly edit: LabelEdit;
  readonly patches: LabelPatch[];
}

export class LabelEdits {
  /** Arrays that nobody else holds: the layer's first one may be a plugin's result or a file. */
  private readonly own = new WeakSet<NDArray>();
  private stroke: Stroke | null = null;

  constructor(
    private readonly workspace: Workspace,
    private readonly layers: Layers,
    private readonly history: History,
    /** Told which elements of a layer's array have changed; a range of null means all of them. */
    private readonly onChange: (layerId: string, range: readonly [number, number] | null) => void,
  ) {}

  /** Takes an array that was made here, which need not be copied before it is changed. */
  adopt(data: NDArray): void {
    this.own.add(data);
  }

  /** Paints from one place to the next; a stroke is one step of the history, once {@link endStroke} is called. */
  paint(layerId: string, index: PlaneIndex, from: Dab, to: Dab, label: number): void {
    if (this.stroke?.layerId !== layerId) {
      this.endStroke();
      const plane = this.planeFor(layerId, index, label);
      if (plane === null) return;
      this.stroke = { layerId, edit: new LabelEdit(plane), patches: [] };
    }
    const { edit, patches } = this.stroke as Stroke;
    strokeSpans(from, to, edit.plane, (y, x0, x1) => edit.fill(y, x0, x1, label));
    const patch = edit.take();
    if (patch === null) return;
    patches.push(patch);
    this.changed(layerId, patch);
  }

  endStroke(): void {
    const { stroke } = this;
    this.stroke = null;
    const patch = stroke && joinPatches(stroke.patches);
    if (stroke && patch) this.record(stroke.layerId, 'Paint', patch);
  }

  /** Takes back what was painted since the last {@link endStroke}. */
  cancelStroke(): void {
    const { stroke } = this;
    this.stroke = null;
    const patch = stroke && joinPatches(stroke.patches);
    const data = stroke && this.find(stroke.layerId)?.data;
    if (!stroke || !patch || !data) return;
    applyPatch(data.data as Numbers, patch, 'undo');
    this.changed(stroke.layerId, patch);
  }

  fill(layerId: string, index: PlaneIndex, [x, y]: Position, label: number): boolean {
    return this.edit(layerId, index, label, 'Fill', (plane) => floodFill(plane, x, y, label));
  }

  /** Cuts labels along a line. @returns whether it took any apart. */
  split(layerId: string, index: PlaneIndex, line: readonly Position[]): boolean {
    const first = this.newLabel(layerId);
    return this.edit(layerId, index, first + PARTS_OF_A_SPLIT, 'Split', (plane) => splitLabels(plane, line, first));
  }

  /** Joins the labels that a line touches, everywhere in the array. @returns whether there were several. */
  merge(layerId: string, index: PlaneIndex, line: readonly Position[]): boolean {
    return this.edit(layerId, index, 0, 'Merge', (plane) => mergeLabels(plane.values, labelsUnder(plane, line)));
  }

  labelAt(layerId: string, index: PlaneIndex, [x, y]: Position): number {
    const layer = this.find(layerId);
    const plane = layer && labelPlane(layer.data, index);
    return plane ? labelAt(plane, x, y) : 0;
  }

  /** A label that the layer does not have yet. */
  newLabel(layerId: string): number {
    const layer = this.find(layerId);
    return layer === undefined ? 1 : greatestLabel(layer.data.data as Numbers) + 1;
  }

  private edit(
    layerId: string,
    index: PlaneIndex,
    most: number,
    title: string,
    make: (plane: LabelPlane) => LabelPatch | null,
  ): boolean {
    this.endStroke();
    const plane = this.planeFor(layerId, index, most);
    const patch = plane && make(plane);
    if (!patch) return false;
    this.changed(layerId, patch);
    this.record(layerId, title, patch);
    return true;
  }

  private record(layerId: string, title: string, patch: LabelPatch): void {
    const layer = this.find(layerId);
    if (layer === undefined) return;
    const apply = (direction: 'undo' | 'redo') => {
      const data = this.find(layerId)?.data;
      // A plugin may have given the layer another array meanwhile.
      if (data === undefined || patchExtent(patch)[1] >= data.size) return;
      applyPatch(data.data as Numbers, patch, direction);
      this.changed(layerId, patch);
    };
    this.history.record(layer.windowId, { title, undo: () => apply('undo'), redo: () => apply('redo') });
  }

  private changed(layerId: string, patch: LabelPatch): void {
    const layer = this.find(layerId);
    if (layer === undefined) return;
    this.layers.edited(layerId, boxOf(layer.data, patch));
    this.onChange(layerId, patchExtent(patch));
  }

  /** A plane whose values may be changed, and that has room for a label. */
  private planeFor(layerId: string, index: PlaneIndex, label: number): LabelPlane | null {
    const layer = this.find(layerId);
    if (layer === undefined) return null;
    let { data } = layer;
    const roomy = withRoomFor(data, label, !this.own.has(data));
    if (roomy !== data) {
      data = roomy;
      this.own.add(data);
      this.layers.set(layerId, { data });
      this.onChange(layerId, null);
    }
    return labelPlane(data, index);
  }

  private find(layerId: string): LabelsLayer | undefined {
    return this.workspace.layers.find((layer): layer is LabelsLayer => layer.id === layerId && layer.kind === 'labels');
  }
}

export function labelPlane(data: NDArray, index: PlaneIndex): LabelPlane | null {
  const axes = pictureAxes(data);
  return axes && planeOf(data, axes, index);
}

/** Where an edit lies on its plane; null where it lies on several planes, or rows do not lie together. */
function boxOf(data: NDArray, { stride, runs }: LabelPatch): PixelBox | null {
  const axes = pictureAxes(data);
  if (axes === null || stride !== 1 || axes.x !== data.ndim - 1 || axes.y !== data.ndim - 2) return null;
  const { width, height } = axes;
  const first = Math.floor((runs[0] ?? 0) / (width * height));
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let at = 0; at < runs.length; at += RUN) {
    const start = runs[at] as number;
    const last = start + (runs[at + 1] as number) - 1;
    if (Math.floor(start / (width * height)) !== first || Math.floor(last / (width * height)) !== first) return null;
    const [y0, y1] = [Math.floor(start / width) % height, Math.floor(last / width) % height];
    // A run over several rows touches all columns.
    left = Math.min(left, y0 === y1 ? start % width : 0);
    right = Math.max(right, y0 === y1 ? (last % width) + 1 : width);
    top = Math.min(top, y0);
    bottom = Math.max(bottom, y1 + 1);
  }
  return { x: [left, right], y: [top, bottom] };
}
