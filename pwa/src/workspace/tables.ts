/** What the person does to tables and their plots. */
import { DEFAULT_PLOT, type PlotConfig } from '../contracts/plot.js';
import type { TableActions } from './actions.js';
import { hasTable, type LinkedRows, labelsLayerOf } from './linked_rows.js';
import type { Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export class Tables implements TableActions {
  constructor(
    private readonly workspace: Workspace,
    private readonly tasks: Tasks,
    private readonly rows: LinkedRows,
  ) {}

  isTable(fileName: string): boolean {
    return /\.(csv|tsv|tab)$/i.test(fileName);
  }

  /** Opens a table in CSV or its like. */
  async open(file: File): Promise<void> {
    await this.tasks.run(`Opening ${file.name}`, async ({ signal, report }) => {
      report(null, 'Reading');
      const { readCsv } = await import('../images/tables/csv_read.js');
      const table = await readCsv(await file.arrayBuffer(), file.name, {
        signal,
        onFraction: (fraction) => report(fraction, 'Reading'),
      });
      const labelsLayer = labelsLayerOf(table, { made: [], input: null, all: this.workspace.layers });
      const id = this.workspace.newId('window');
      this.workspace.addWindow({ kind: 'table', id, title: file.name, table, labelsLayer });
    });
  }

  select(windowId: string, rows: ReadonlySet<number>): void {
    this.rows.select(windowId, rows);
  }

  link(windowId: string, layerId: string | null): void {
    this.rows.link(windowId, layerId);
  }

  plot(windowId: string, config: Partial<PlotConfig> = {}): void {
    const window = this.workspace.windows.find(({ id }) => id === windowId);
    if (window === undefined || !hasTable(window)) return;
    const { table, title, labelsLayer } = window;
    this.workspace.addWindow({
      kind: 'plot',
      id: this.workspace.newId('window'),
      title: `Plot of ${title}`,
      table,
      config: { ...DEFAULT_PLOT, ...config },
      labelsLayer,
    });
  }

  setPlot(windowId: string, config: PlotConfig): void {
    this.workspace.replaceWindow(windowId, { config });
  }
}
