/** The selected rows of tables. Those that tell of labels or shapes are one selection with these in the image. */
import { labelColumn, labelsOfRows, namesOfRows, rowsOfLabels, rowsOfNames } from '../images/tables/labelled_rows.js';
import type { Table } from '../rpc/table.js';
import type {
  LabelsLayer,
  Layer,
  PlotWindow,
  PointsLayer,
  Selection,
  ShapesLayer,
  TableWindow,
  WindowItem,
} from './model.js';
import type { Workspace } from './workspace.js';

const NOTHING: ReadonlySet<number> = new Set();

export class LinkedRows {
  private seen: Selection | null = null;

  constructor(private readonly workspace: Workspace) {
    workspace.subscribe(() => this.follow());
  }

  /** Selects rows of a window's table, and with them the labels or shapes that they tell of. */
  select(windowId: string, rows: ReadonlySet<number>): void {
    const window = this.tables().find(({ id }) => id === windowId);
    if (window === undefined) return;
    const selectedRows = new Map(this.workspace.state.selectedRows).set(window.table, rows);
    const layer = this.layerOf(window);
    if (layer === null) {
      this.workspace.update({ selectedRows });
      return;
    }
    const selection = selectionOf(layer, window.table, rows);
    for (const other of this.tables())
      if (other.table !== window.table && other.labelsLayer === layer.id)
        selectedRows.set(other.table, rowsOf(layer, other.table, selection));
    this.seen = selection;
    this.workspace.update({ selectedRows, selection });
  }

  /** Says which layer a table tells of; null for none. Its plots are told, too. */
  link(windowId: string, layerId: string | null): void {
    const table = this.tables().find(({ id }) => id === windowId)?.table;
    for (const window of this.tables())
      if (window.table === table) this.workspace.replaceWindow(window.id, { labelsLayer: layerId });
  }

  /** Takes over what was selected in an image, and forgets tables that are closed. */
  private follow(): void {
    const { selection, selectedRows } = this.workspace.state;
    const tables = this.tables();
    const open = new Set(tables.map(({ table }) => table));
    const next = new Map([...selectedRows].filter(([table]) => open.has(table)));
    const before = this.seen;
    this.seen = selection;
    if (selection !== before) {
      for (const { table, labelsLayer } of tables) {
        if (labelsLayer === null) continue;
        const layer = this.workspace.layers.find(({ id }) => id === labelsLayer);
        if (labelsLayer === selection?.layerId && layer !== undefined) next.set(table, rowsOf(layer, table, selection));
        else if (labelsLayer === before?.layerId) next.set(table, NOTHING);
      }
    } else if (next.size === selectedRows.size) return;
    this.workspace.update({ selectedRows: next });
  }

  private tables(): readonly (TableWindow | PlotWindow)[] {
    return this.workspace.windows.filter(hasTable);
  }

  private layerOf({ table, labelsLayer }: TableWindow | PlotWindow): Layer | null {
    if (labelsLayer === null || labelColumn(table) < 0) return null;
    return this.workspace.layers.find(({ id }) => id === labelsLayer) ?? null;
  }
}

/** What rows tell of, in a layer; null when that is nothing. */
function selectionOf(layer: Layer, table: Table, rows: ReadonlySet<number>): Selection | null {
  if (isDrawn(layer)) {
    const names = namesOfRows(table, rows);
    const featureIds = layer.features.filter((each) => names.has(each.properties.name)).map(({ id }) => id);
    return featureIds.length > 0 ? { layerId: layer.id, labels: [], featureIds } : null;
  }
  const labels = labelsOfRows(table, rows);
  return labels.length > 0 ? { layerId: layer.id, labels, featureIds: [] } : null;
}

/** The rows of a table that tell of what is selected in a layer. */
function rowsOf(layer: Layer, table: Table, selection: Selection | null): ReadonlySet<number> {
  if (!isDrawn(layer)) return rowsOfLabels(table, selection?.labels ?? []);
  const ids = new Set(selection?.featureIds);
  return rowsOfNames(table, namesOf({ features: layer.features.filter(({ id }) => ids.has(id)) }));
}

function namesOf({ features }: Pick<ShapesLayer, 'features'>): ReadonlySet<string> {
  return new Set(features.map(({ properties }) => properties.name));
}

export function hasTable(window: WindowItem): window is TableWindow | PlotWindow {
  return window.kind === 'table' || window.kind === 'plot';
}

/** Where labels may come from that a table tells of. */
export interface Origins {
  /** Layers that the same run gave. */
  readonly made: readonly Layer[];
  /** The labels that the run worked on. */
  readonly input: Layer | null;
  /** All layers that are open, the newest last. */
  readonly all: readonly Layer[];
}

/**
 * The layer that a table tells of: the one that it names; else the only labels that the same run gave; else points or
 * shapes of this run that have names from the table; else the labels that the run worked on. A table without a column
 * that names labels tells of none.
 *
 * @returns the layer's id.
 */
export function labelsLayerOf(table: Table, { made, input, all }: Origins): string | null {
  if (labelColumn(table) < 0) return null;
  const mine = made.filter(isLabels);
  if (table.labels !== undefined && table.labels !== '') {
    const named = (layer: Layer) =>
      layer.kind !== 'image' &&
      ((layer.kind === 'labels' && layer.data.name === table.labels) || layer.name === table.labels);
    return (made.findLast(named) ?? all.findLast(named))?.id ?? null;
  }
  if (mine.length === 1) return mine[0]?.id ?? null;
  const drawn = made.find((layer) => isDrawn(layer) && rowsOfNames(table, namesOf(layer)).size > 0);
  if (drawn !== undefined) return drawn.id;
  return mine.length === 0 && input?.kind === 'labels' ? input.id : null;
}

function isLabels(layer: Layer): layer is LabelsLayer {
  return layer.kind === 'labels';
}

/** Whether it is of points or shapes. */
export function isDrawn(layer: Layer): layer is PointsLayer | ShapesLayer {
  return layer.kind === 'points' || layer.kind === 'shapes';
}
