/** What of the workspace a parameter of an op can take, and which of it is taken while nothing is chosen. Pure. */
import type { ParamDescription } from '../contracts/plugin.js';
import type {
  KeptModelItem,
  Layer,
  RunItem,
  SampleItem,
  TableWindow,
  WindowItem,
  WorkspaceState,
} from '../workspace/model.js';
import { strings } from './strings.js';

/** The id of the source that stands for what the person draws once the op is run. */
export const TO_DRAW = 'draw';

/** Something that an image, labels or table parameter can take. */
export interface Source {
  readonly id: string;
  readonly name: string;
}

/** What a form looks at. */
export interface FormState extends Pick<WorkspaceState, 'windows' | 'fronts'> {
  /**
   * Windows and layers that the form's own op has made, or any op has laid over an image. They can be chosen, but are
   * not taken for standing in front: a second run works on what the first one worked on, not on what came of it.
   */
  readonly made?: ReadonlySet<string>;
}

/** The ids of what came of an op's runs, those that go on or were stopped included. */
export function madeBy(runs: readonly RunItem[], pluginId: string, op: string): ReadonlySet<string> {
  return new Set(runs.filter((run) => run.pluginId === pluginId && run.op === op).flatMap(({ outputs }) => outputs));
}

/** The ids of layers that runs have laid over images that were there before: what is meant is the image below. */
export function laidOver(runs: readonly RunItem[], windows: readonly WindowItem[]): ReadonlySet<string> {
  const layers = windows.flatMap((window) =>
    window.kind === 'image' ? window.layers.map((layer: Layer) => ({ id: layer.id, windowId: window.id })) : [],
  );
  return new Set(
    runs.flatMap(({ outputs }) =>
      layers.filter(({ id, windowId }) => outputs.includes(id) && !outputs.includes(windowId)).map(({ id }) => id),
    ),
  );
}

/** The layers or tables that fit a parameter, in the order in which they were in front; labels for labels. */
export function sourcesFor(param: ParamDescription, { windows, fronts, made }: FormState): readonly Source[] {
  const kind = param.type.kind === 'layers' ? param.type.of : param.type.kind;
  const place = ({ id }: WindowItem): number => (fronts.includes(id) ? fronts.indexOf(id) : fronts.length);
  const ordered = [...windows].reverse().sort((a, b) => place(a) - place(b));
  const isMade = (...ids: readonly string[]): boolean => ids.some((id) => made?.has(id));
  if (kind === 'table')
    return ordered
      .filter((window): window is TableWindow => window.kind === 'table')
      .sort((a, b) => Number(isMade(a.id)) - Number(isMade(b.id)))
      .map(({ id, title }) => ({ id, name: title }));
  if (kind !== 'image' && kind !== 'labels' && kind !== 'points' && kind !== 'shapes') return [];
  const found: { readonly source: Source; readonly isMade: boolean }[] = [];
  for (const window of ordered) {
    if (window.kind !== 'image') continue;
    const layers = window.layers.filter((layer: Layer) => layer.kind === kind).reverse();
    for (const { id, name } of layers) {
      const isPlain = layers.length > 1 || name === window.title;
      const source = { id, name: isPlain ? name : `${name} (${window.title})` };
      found.push({ source, isMade: isMade(id, window.id) });
    }
  }
  const sources = found.sort((a, b) => Number(a.isMade) - Number(b.isMade)).map(({ source }) => source);
  return kind === 'image' || kind === 'labels' ? sources : withDrawing(param.type, sources, ordered);
}

/** Where the op asks for it, drawing anew comes before what has been drawn. */
function withDrawing(
  type: ParamDescription['type'],
  layers: readonly Source[],
  windows: readonly WindowItem[],
): readonly Source[] {
  if (!windows.some(({ kind }) => kind === 'image')) return layers;
  const drawing = { id: TO_DRAW, name: strings.form.drawOnRun };
  return (type.kind === 'points' || type.kind === 'shapes') && type.ask !== ''
    ? [drawing, ...layers]
    : [...layers, drawing];
}

/** The site's samples that a field takes: those with one of the endings that it names. */
export function samplesFor(param: ParamDescription, samples: readonly SampleItem[]): readonly SampleItem[] {
  const { type } = param;
  if (type.kind !== 'file') return [];
  return samples.filter(({ name }) => type.accept.some((ending) => name.toLowerCase().endsWith(ending)));
}

/** The models kept in this browser that a field takes, likewise. */
export function modelsFor(param: ParamDescription, models: readonly KeptModelItem[]): readonly KeptModelItem[] {
  const { type } = param;
  // A field for any file is not one for models.
  if (type.kind !== 'file' || !type.accept.includes('.onnx')) return [];
  return models.filter(({ name }) => type.accept.some((ending) => name.toLowerCase().endsWith(ending)));
}
