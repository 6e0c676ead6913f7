/** One run of an op on planes of images that have more axes than it takes. */
import { FormatError } from '../contracts/errors.js';
import type { Axis, Region } from '../contracts/image.js';
import type { OpDescription } from '../contracts/plugin.js';
import { cut } from '../images/array_source.js';
import { lettersOf } from '../images/axes.js';
import { describedBy } from '../images/layer_pixels.js';
import { openViewer } from '../images/open_viewers.js';
import type { NDArray } from '../rpc/index.js';
import type { FormValue } from './actions.js';
import { axisMapping, regionsOf } from './axis_mapping.js';
import type { Layer } from './model.js';
import { type PlaneResult, stacked } from './stack_results.js';

interface Cut {
  readonly layer: Layer;
  readonly axes: string;
  readonly planes: ReturnType<typeof regionsOf>;
}

/** Calls the op with arguments by name. */
export type CallOp = (named: object, onProgress: (report: unknown) => void) => Promise<unknown>;

export class PlaneRun {
  /** Planes that are worked on one after the other; 1 where nothing is stepped through. */
  readonly count: number;
  private readonly cuts: ReadonlyMap<string, Cut>;
  private readonly several: boolean;

  /** @throws FormatError for images that can't be stepped through together. */
  constructor(op: OpDescription, values: { readonly [param: string]: FormValue }, layers: readonly Layer[]) {
    const cuts = new Map<string, Cut>();
    for (const { name, type } of op.params) {
      const value = values[name];
      if ((type.kind !== 'image' && type.kind !== 'labels') || value?.kind !== 'layer') continue;
      const layer = layers.find(({ id }) => id === value.id);
      const described = layer && describedBy(layer);
      if (!layer || !described || type.axes === undefined) continue;
      const axes = lettersOf(described);
      const mapping = axisMapping(type.axes, { axes, shape: described.shape });
      // What does not fit is given as it is: the op says what it misses.
      if (mapping === null || mapping.extra.length + mapping.dropped.length === 0) continue;
      const current = openViewer(layer.windowId)?.index() ?? {};
      cuts.set(name, { layer, axes, planes: regionsOf(mapping, value.planes ?? 'current', current) });
    }
    const counts = [...cuts.values()].map(({ planes }) => planes.length).filter((count) => count > 1);
    this.count = counts[0] ?? 1;
    const other = counts.find((count) => count !== this.count);
    if (other !== undefined)
      throw new FormatError(
        `One image has ${this.count} planes and another ${other}, so they can't be worked on together. Choose the plane that is shown for one of them.`,
        'planes',
      );
    this.cuts = cuts;
    this.several = op.results.length > 1;
  }

  /** Whether this parameter is given plane by plane. */
  has(param: string): boolean {
    return this.cuts.has(param);
  }

  /** The planes of one step, by their parameters. */
  async inputs(step: number, signal?: AbortSignal): Promise<{ [param: string]: NDArray }> {
    const entries = [...this.cuts].map(async ([name, { layer, axes, planes }]) => {
      const plane = planes[planes.length > 1 ? step : 0];
      return [name, await read(layer, axes, plane?.region ?? {}, signal)] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  /** Calls the op for each plane. @returns what it gave, put together. */
  async run(first: object, call: CallOp, onProgress: (report: unknown) => void, signal: AbortSignal): Promise<unknown> {
    const results: PlaneResult[] = [];
    const lead = [...this.cuts.values()].find(({ planes }) => planes.length > 1);
    for (let step = 0; step < this.count; step++) {
      const named = step === 0 ? first : { ...first, ...(await this.inputs(step, signal)) };
      const text = `Plane ${step + 1} of ${this.count}`;
      onProgress({ fraction: step / this.count, text });
      const value = await call(named, (report) =>
        onProgress({ fraction: (step + fractionOf(report)) / this.count, text }),
      );
      results.push({ place: lead?.planes[step]?.place ?? {}, value });
    }
    const pixelSize: { readonly [axis in Axis]?: number } =
      lead?.layer.kind === 'image' ? lead.layer.source.pixelSize : {};
    return stacked(results, this.several, { pixelSize });
  }
}

async function read(layer: Layer, axes: string, region: Region, signal: AbortSignal | undefined): Promise<NDArray> {
  if (layer.kind === 'labels') return cut(layer.data, axes, region);
  if (layer.kind === 'image') return layer.source.read(region, signal ? { signal } : {});
  throw new FormatError(`${layer.name} has no pixels.`, 'layer');
}

function fractionOf(report: unknown): number {
  const { fraction } = (report ?? {}) as { fraction?: unknown };
  return typeof fraction === 'number' && Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 0;
}
