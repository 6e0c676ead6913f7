/** A table as it travels between the page and plugins. */

export interface TableMeta {
  /** Unit of a column, by its name. */
  readonly units?: { readonly [column: string]: string };
  readonly name?: string | undefined;
  /** Name of the labels whose numbers its rows tell of. */
  readonly labels?: string | undefined;
}

/** Named columns and rows of cells. A cell is anything that can be sent; null where there is none. */
export class Table {
  readonly units: { readonly [column: string]: string };
  readonly name: string | undefined;
  readonly labels: string | undefined;

  /**
   * @param columns names, each once.
   * @param rows cells of each row, in the order of `columns`.
   * @throws TypeError when they do not fit one another.
   */
  constructor(
    readonly columns: readonly string[],
    readonly rows: readonly (readonly unknown[])[],
    meta: TableMeta = {},
  ) {
    const names = new Set(columns);
    if (names.size !== columns.length) {
      const twice = columns.find((name, index) => columns.indexOf(name) !== index);
      throw new TypeError(`Column ${JSON.stringify(twice)} is there twice; give each column its own name.`);
    }
    rows.forEach((row, index) => {
      if (row.length !== columns.length) {
        throw new TypeError(`Row ${index} has ${row.length} cells, but there are ${columns.length} columns.`);
      }
    });
    const stray = Object.keys(meta.units ?? {}).find((name) => !names.has(name));
    if (stray !== undefined) throw new TypeError(`There is a unit for ${JSON.stringify(stray)}, which is no column.`);
    this.units = { ...meta.units };
    this.name = meta.name;
    this.labels = meta.labels;
  }
}
