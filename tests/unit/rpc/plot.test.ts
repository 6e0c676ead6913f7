import { describe, expect, it } from 'vitest';
import { Plot, Table } from '../../../pwa/src/rpc/index.js';

const table = new Table(['a', 'b'], [[1, 2]]);

describe('a plot', () => {
  it('fills in what is not said', () => {
    expect(new Plot(table).config).toEqual({
      kind: 'scatter',
      x: null,
      y: null,
      color: null,
      bins: null,
      logX: false,
      logY: false,
    });
    expect(new Plot(table, { kind: 'box', y: 'b', logY: true }).config).toMatchObject({
      kind: 'box',
      y: 'b',
      logY: true,
    });
  });

  it.each([
    [{ kind: 'pie' }, 'There is no plot of the kind "pie"; there are scatter, line, histogram, box.'],
    [{ x: 'c' }, 'x is "c", which is no column; there are a, b.'],
    [{ bins: 0 }, 'bins is 0; write a whole number from 1 to 1000'],
    [{ bins: 1.5 }, 'bins is 1.5'],
    [{ logX: 1 }, 'logX is 1, not true or false.'],
    [{ colour: 'a' }, 'A plot has no “colour”; there are kind, x, y, color'],
  ])('refuses %j', (config, message) => expect(() => new Plot(table, config)).toThrow(message));
});
