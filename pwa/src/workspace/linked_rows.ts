/** The selected rows of tables. Those of a table that tells of labels are one selection with the labels in the image. */
import { labelColumn, labelsOfRows, rowsOfLabels } from '../images/tables/labelled_rows.js';
import type { Table } from '../rpc/table.js';
import type { LabelsLayer, Layer, PlotWindow, Selection, TableWindow, WindowItem } from './model.js';
import type { Workspace } from './workspace.js';

const NOTHING: ReadonlySet<number> = new Set();

export class LinkedRows {
  private seen: Selection | null = null;

  constructor(private readonly workspace: Workspace) {
    workspace.subscribe(() => this.follow());
  }

  /** Selects rows of a window's table, and with them the labels that they tell of. */
  select(windowId: string, rows: ReadonlySet<number>): void {
    const window = this.tables().find(({ id }) => id === windowId);
    if (window === undefined) return;
    const selectedRows = new Map(this.workspace.state.selectedRows).set(window.table, rows);
    const layer = this.layerOf(window);
    if (layer === null) {
      this.workspace.update({ selectedRows });
      return;
    }
    const labels = labelsOfRows(window.table, rows);
    const selection = labels.length > 0 ? { layerId: layer.id, labels, featureIds: [] } : null;
    for (const other of this.tables())
      if (other.table !== window.table && other.labelsLayer === layer.id)
        selectedRows.set(other.table, rowsOfLabels(other.table, labels));
    this.seen = selection;
    this.workspace.update({ selectedRows, selection });
  }

  /** Says which labels a table tells of; null for none. Its plots are told, too. */
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
        if (labelsLayer === selection?.layerId) next.set(table, rowsOfLabels(table, selection.labels));
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
 * The labels layer that a table tells of: the one that it names; else the only one that the same run gave; else the one
 * that the run worked on. A table without a column that names labels tells of none.
 *
 * @returns the layer's id.
 */
export function labelsLayerOf(table: Table, { made, input, all }: Origins): string | null {
  if (labelColumn(table) < 0) return null;
  const mine = made.filter(isLabels);
  if (table.labels !== undefined && table.labels !== '') {
    const named = (layer: LabelsLayer) => layer.data.name === table.labels || layer.name === table.labels;
    return (mine.findLast(named) ?? all.filter(isLabels).findLast(named))?.id ?? null;
  }
  if (mine.length === 1) return mine[0]?.id ?? null;
  return mine.length === 0 && input?.kind === 'labels' ? input.id : null;
}

function isLabels(layer: Layer): layer is LabelsLayer {
  return layer.kind === 'labels';
}
