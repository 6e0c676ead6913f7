import { describe, expect, it } from 'vitest';
import { drawFigure, figureFile } from '../../../pwa/src/workspace/live_figure.js';
import type { FigureWindow } from '../../../pwa/src/workspace/model.js';

const PLACE = { width: 300, height: 200, ratio: 2 };
const PNG = Uint8Array.of(0x89, 0x50);
const figure = (live: object | null): FigureWindow => ({
  kind: 'figure',
  id: 'f',
  title: 'Areas',
  picture: new Blob(['last picture'], { type: 'image/png' }),
  live,
});

describe('a figure that its plugin draws', () => {
  it('is asked for its place and moves, and says where its axes lie', async () => {
    const asked: unknown[] = [];
    const draw = async (...args: unknown[]) => {
      asked.push(...args);
      return { picture: PNG, axes: [{ frame: [0.1, 0.2, 0.9, 0.8], moves: true }] };
    };
    const moves = [{ axes: 0, box: [0, 0, 0.5, 1] }] as const;
    const drawn = await drawFigure({ draw }, PLACE, moves, false);
    expect(asked).toEqual([300, 200, 2, moves, false]);
    expect(drawn.picture.type).toBe('image/png');
    expect(drawn.axes).toEqual([{ left: 0.1, top: 0.2, right: 0.9, bottom: 0.8, moves: true }]);
  });

  it('that is no picture is refused, and axes without a frame can’t be moved', async () => {
    await expect(drawFigure({ draw: async () => null }, PLACE, [], false)).rejects.toThrow('not drawn as a picture');
    await expect(drawFigure({}, PLACE, [], false)).rejects.toThrow('This figure has no “draw”.');
    const draw = async () => ({ picture: PNG, axes: [null, { frame: [Number.NaN, 0, 1], moves: true }] });
    expect((await drawFigure({ draw }, PLACE, [], false)).axes.map(({ moves }) => moves)).toEqual([false, false]);
  });
});

describe('the file of a figure', () => {
  it('is what its plugin makes of it', async () => {
    const save = async (format: unknown) => new TextEncoder().encode(`a ${String(format)}`);
    const file = await figureFile(figure({ save }), 'pdf');
    expect([file.type, await file.text()]).toEqual(['application/pdf', 'a pdf']);
  });

  it('is the last picture when the plugin is gone, which is of one format only', async () => {
    const gone = figure({ save: () => Promise.reject(new Error('the plugin is gone')) });
    expect(await (await figureFile(gone, 'png')).text()).toBe('last picture');
    await expect(figureFile(gone, 'svg')).rejects.toThrow('the plugin is gone');
    await expect(figureFile(figure(null), 'svg')).rejects.toThrow('it can’t be saved as svg');
  });
});
