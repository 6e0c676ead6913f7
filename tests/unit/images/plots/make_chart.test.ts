import { describe, expect, it } from 'vitest';
import { DEFAULT_PLOT, type PlotConfig } from '../../../../pwa/src/contracts/plot.js';
import { rowsWithin } from '../../../../pwa/src/images/plots/brushing.js';
import { chartOf, chosenColumns } from '../../../../pwa/src/images/plots/make_chart.js';
import { Table } from '../../../../pwa/src/rpc/index.js';

const table = new Table(
  ['label', 'area', 'class', 'mean'],
  [
    [1, 10, 'b', 1],
    [2, 20, 'a', 100],
    [3, null, 'a', 5],
    [4, -5, 'b', 10],
    [5, 40, null, 1000],
  ],
  { units: { area: 'µm²' } },
);
const chart = (config: Partial<PlotConfig>) => {
  const made = chartOf(table, { ...DEFAULT_PLOT, ...config });
  if (made === null) throw new Error('no chart');
  return made;
};
const within = (config: Partial<PlotConfig>, x: [number, number], y: [number, number]) => [
  ...rowsWithin(chart(config), { x, y }),
];

describe('the columns of a plot', () => {
  it('are measurements before labels, and what was said before both', () => {
    expect(chosenColumns(table, DEFAULT_PLOT)).toEqual({ x: 'area', y: 'mean' });
    expect(chosenColumns(table, { ...DEFAULT_PLOT, x: 'mean' })).toEqual({ x: 'mean', y: 'area' });
    expect(chosenColumns(table, { ...DEFAULT_PLOT, kind: 'histogram' })).toEqual({ x: 'area', y: null });
    expect(chosenColumns(table, { ...DEFAULT_PLOT, kind: 'box', x: 'class' })).toEqual({ x: 'class', y: 'area' });
    expect(chosenColumns(table, { ...DEFAULT_PLOT, x: 'class' })).toEqual({ x: 'area', y: 'mean' });
    expect(chosenColumns(new Table(['label', 'a'], [[1, 2]]), DEFAULT_PLOT)).toEqual({ x: 'a', y: 'label' });
  });

  it('are none where there are no numbers', () => {
    expect(chartOf(new Table(['note'], [['x']]), DEFAULT_PLOT)).toBeNull();
  });
});

describe('a scatter plot', () => {
  it('has a point for each row with both values, and names with units', () => {
    const { x, y, marks, leftOut } = chart({});
    expect([x.label, y.label, leftOut]).toEqual(['area (µm²)', 'mean', 1]);
    expect(marks).toMatchObject({ kind: 'points', joined: false });
    expect(marks.kind === 'points' && [...marks.rows]).toEqual([0, 1, 3, 4]);
    expect(x.range[0]).toBeLessThan(-5);
    expect(x.range[1]).toBeGreaterThan(40);
  });

  it('leaves out what has no place on a logarithmic axis', () => {
    expect(chart({ logX: true }).leftOut).toBe(2);
    expect(chart({ logX: true }).x.range[0]).toBeGreaterThan(0);
  });

  it('is coloured by names, or by a scale', () => {
    expect(chart({ color: 'class' }).legend).toEqual({ kind: 'names', label: 'class', names: ['', 'a', 'b'] });
    const scaled = chart({ color: 'mean' });
    expect(scaled.legend).toMatchObject({ kind: 'scale', low: 1, high: 1000 });
    expect(scaled.marks.kind === 'points' && [...scaled.marks.color]).toEqual([0, 6, 0, 63]);
  });

  it('gives the rows of the points under a brush', () => {
    expect(within({}, [0, 30], [0, 50])).toEqual([0]);
    expect(within({ kind: 'line' }, [-10, 50], [5, 200])).toEqual([1, 3]);
  });
});

describe('a histogram', () => {
  it('counts values in bars, the last of which holds its upper edge', () => {
    const { marks, y } = chart({ kind: 'histogram', x: 'area', bins: 3 });
    expect(marks.kind === 'bars' && marks.edges).toEqual([-5, 10, 25, 40]);
    expect(marks.kind === 'bars' && marks.rows.map(([rows]) => rows)).toEqual([[3], [0, 1], [4]]);
    expect(y.range).toEqual([0, 2.1]);
  });

  it('parts bars by colour, and has bars of one ratio on a logarithmic axis', () => {
    const { marks } = chart({ kind: 'histogram', x: 'mean', bins: 3, logX: true, color: 'class' });
    expect(marks.kind === 'bars' && marks.edges.map((edge) => Math.round(edge))).toEqual([1, 10, 100, 1000]);
    expect(marks.kind === 'bars' && marks.rows[0]).toEqual([[], [2], [0]]);
  });

  it('gives all rows of the bars that a brush reaches, however high it is', () => {
    expect(within({ kind: 'histogram', x: 'area', bins: 3 }, [12, 13], [0, 0.1])).toEqual([0, 1]);
  });

  it('of equal values has one bar', () => {
    const one = chartOf(new Table(['a'], [[3], [3]]), { ...DEFAULT_PLOT, kind: 'histogram' });
    expect(one?.marks.kind === 'bars' && one.marks.edges).toEqual([2.5, 3.5]);
  });
});

describe('a box plot', () => {
  const values = [1, 2, 3, 4, 5, 30].map((value, row) => [value, row < 5 ? 'a' : 'b']);
  const boxed = new Table(['value', 'group'], [...values, [7, 'b']]);

  it('shows quartiles, whiskers of Tukey and outliers', () => {
    const made = chartOf(boxed, { ...DEFAULT_PLOT, kind: 'box' });
    const box = made?.marks.kind === 'boxes' ? made.marks.boxes[0] : undefined;
    expect(box).toMatchObject({ quartiles: [2.5, 4, 6], whiskers: [1, 7], outliers: [5] });
    expect(made?.x.names).toEqual(['']);
  });

  it('has a box for each name, and gives the rows of a box at the heights of a brush', () => {
    const made = chartOf(boxed, { ...DEFAULT_PLOT, kind: 'box', x: 'group' });
    expect(made?.x.names).toEqual(['a', 'b']);
    expect(made && [...rowsWithin(made, { x: [0.8, 1.2], y: [0, 10] })]).toEqual([6]);
    expect(made && [...rowsWithin(made, { x: [0, 1], y: [5, 40] })]).toEqual([4, 5, 6]);
  });
});
