/** Tables out of CSV, TSV and their like: what parts the cells, how numbers are written and what columns hold is found out. */
import { type ParseResult, type Parser, parse as parseCsv } from 'papaparse';
import { FormatError } from '../../contracts/errors.js';
import { Table } from '../../rpc/table.js';
import { cellsOf } from './csv_cells.js';

/** Characters that are parsed in one go; the page draws in between. */
const CHUNK = 500_000;

export interface CsvControls {
  readonly signal?: AbortSignal;
  /** From 0 to 1. */
  readonly onFraction?: (fraction: number) => void;
}

/** @throws FormatError naming the file and what is wrong with it; the signal's reason when it is aborted. */
export async function readCsv(bytes: ArrayBuffer, name: string, controls: CsvControls = {}): Promise<Table> {
  const text = textOf(bytes, name);
  if (text.trim() === '') throw new FormatError(`${name} is empty: a table begins with a line of column names.`, name);
  const lines = await linesOf(text, name, controls);
  const [first = [], ...others] = lines;
  // A line of numbers only is no line of names.
  const isHeader = first.some((cell) => cell.trim() !== '' && Number.isNaN(Number(cell.trim().replace(',', '.'))));
  const rows = isHeader ? others : lines;
  const width = lines.reduce((most, line) => Math.max(most, line.length), 0);
  const heads = Array.from({ length: width }, (_, column) => (isHeader ? (first[column]?.trim() ?? '') : ''));
  const { names, units } = columnsOf(heads);
  const columns = names.map((_, column) => cellsOf(rows.map((row) => row[column] ?? '')));
  return new Table(
    names,
    rows.map((_, row) => columns.map((column) => column[row] ?? null)),
    { units, name },
  );
}

/** UTF-8, UTF-16 with a mark, or what spreadsheets write that know neither. */
function textOf(bytes: ArrayBuffer, name: string): string {
  const [a, b] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder('windows-1252').decode(bytes);
  }
  if (text.includes('\0')) throw new FormatError(`${name} is no text, so it is no table in CSV.`, name);
  return text;
}

function linesOf(text: string, name: string, { signal, onFraction }: CsvControls): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const lines: string[][] = [];
    parseCsv<string[]>(text, {
      delimitersToGuess: [',', ';', '\t', '|'],
      skipEmptyLines: 'greedy',
      chunkSize: CHUNK,
      chunk: ({ data, meta }: ParseResult<string[]>, parser: Parser) => {
        for (const line of data) lines.push(line);
        parser.pause();
        onFraction?.(Math.min(1, meta.cursor / text.length));
        setTimeout(() => {
          if (signal?.aborted) {
            reject(signal.reason);
            parser.abort();
          } else parser.resume();
        });
      },
      complete: () => resolve(lines),
      error: (error: Error) => reject(new FormatError(`${name} can’t be read as a table: ${error.message}`, name)),
    });
  });
}

/** Names of columns, each its own, with the units that stand behind them in brackets. */
function columnsOf(heads: readonly string[]): {
  readonly names: readonly string[];
  readonly units: { readonly [column: string]: string };
} {
  const names: string[] = [];
  const units: { [column: string]: string } = {};
  heads.forEach((head, column) => {
    const [, bare = head, unit = ''] = /^(.+?)\s*[([]([^()[\]]{1,16})[)\]]$/.exec(head) ?? [];
    const wanted = bare.trim() || `column ${column + 1}`;
    let name = wanted;
    for (let n = 2; names.includes(name); n++) name = `${wanted} ${n}`;
    names.push(name);
    if (unit.trim() !== '') units[name] = unit.trim();
  });
  return { names, units };
}
