import { describe, expect, it } from 'vitest';
import { toCsv } from '../../../../pwa/src/host/csv.js';
import { readCsv } from '../../../../pwa/src/images/tables/csv_read.js';
import { Table } from '../../../../pwa/src/rpc/index.js';

const read = (text: string) => readCsv(new TextEncoder().encode(text).buffer, 'a.csv');
const parts = ({ columns, rows }: Table) => [columns, rows];

describe('a table in CSV', () => {
  it.each([
    ['commas', 'a,b\n1,x\n2.5,y\n'],
    ['semicolons', 'a;b\n1;x\n2,5;y\n'],
    ['tabs', 'a\tb\r\n1\tx\r\n2.5\ty'],
    ['bars', 'a|b\n1|x\n2.5|y'],
    ['a mark at the beginning', '\ufeffa,b\n1,x\n\n2.5,y\n'],
  ])('is read by %s', async (_, text) => {
    expect(parts(await read(text))).toEqual([
      ['a', 'b'],
      [
        [1, 'x'],
        [2.5, 'y'],
      ],
    ]);
  });

  it('may hold quotes, breaks and separators in its cells', async () => {
    expect((await read('a,b\n"x ""y"", z","1\n2"\n')).rows).toEqual([['x "y", z', '1\n2']]);
  });

  it('takes what is written for nothing as nothing, and keeps words in columns of words', async () => {
    expect((await read('a,b,c\n1,NA,true\nnan,x,FALSE\n,,\n3,"",n/a\n')).rows).toEqual([
      [1, 'NA', true],
      [null, 'x', false],
      [3, null, null],
    ]);
  });

  it('reads numbers in groups of thousands, with exponents and signs, and leaves names with leading zeros alone', async () => {
    expect((await read('a;b;c;d\n1.234,5;-1e3;−2;007\n2.000;+5;3;12\n')).rows).toEqual([
      [1234.5, -1000, -2, '007'],
      [2000, 5, 3, '12'],
    ]);
  });

  it('names columns that have no name, one that comes twice, and knows their units', async () => {
    const table = await read('area (µm²),,area [px],area (µm²)\n1,2,3,4,5\n6\n');
    expect(table.columns).toEqual(['area', 'column 2', 'area 2', 'area 3', 'column 5']);
    expect(table.units).toEqual({ area: 'µm²', 'area 2': 'px', 'area 3': 'µm²' });
    expect(table.rows).toEqual([
      [1, 2, 3, 4, 5],
      [6, null, null, null, null],
    ]);
  });

  it('without a line of names is numbers from its first line on', async () => {
    expect(parts(await read('1,2\n3,4\n'))).toEqual([
      ['column 1', 'column 2'],
      [
        [1, 2],
        [3, 4],
      ],
    ]);
  });

  it('comes back as it was saved', async () => {
    const table = new Table(
      ['label', 'note', 'mean intensity'],
      [
        [1, 'a, "b"', 0.1],
        [2, null, -1e-7],
      ],
      {
        units: { 'mean intensity': 'AU' },
        name: 'a.csv',
      },
    );
    expect(await read(toCsv(table))).toEqual(table);
  });

  it('is read in other encodings than UTF-8', async () => {
    const utf16 = Uint8Array.from([0xff, 0xfe, ...[...'a,µ\n1,2'].flatMap((c) => [c.charCodeAt(0) & 255, 0])]);
    expect((await readCsv(utf16.buffer, 'a.csv')).columns).toEqual(['a', 'µ']);
    const latin = Uint8Array.from([...'Fläche\n1'].map((c) => c.charCodeAt(0)));
    expect((await readCsv(latin.buffer, 'a.csv')).columns).toEqual(['Fläche']);
  });

  it('that is none says so with its name', async () => {
    await expect(read(' \n')).rejects.toThrow('a.csv is empty');
    await expect(readCsv(new ArrayBuffer(40), 'b.csv')).rejects.toThrow('b.csv is no text');
  });

  it('of many lines tells how far it is and can be stopped', async () => {
    const text = `n\n${Array.from({ length: 200_000 }, (_, n) => `${n}.5`).join('\n')}\n`;
    const bytes = new TextEncoder().encode(text).buffer;
    const told: number[] = [];
    const table = await readCsv(bytes, 'a.csv', { onFraction: (fraction) => told.push(fraction) });
    expect(table.rows).toHaveLength(200_000);
    expect(table.rows.at(-1)).toEqual([199_999.5]);
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
    const stop = new AbortController();
    const reading = readCsv(bytes, 'a.csv', {
      signal: stop.signal,
      onFraction: () => stop.abort(new Error('stopped')),
    });
    await expect(reading).rejects.toThrow('stopped');
  });
});
