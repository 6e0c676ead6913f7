import { describe, expect, it } from 'vitest';
import { colouredTile, type StyledBand, styleColor, styleVariables } from '../../../pwa/src/images/image_style.js';
import type { ChannelView } from '../../../pwa/src/images/layers.js';

const band = (color: string, contrast: [number, number], more: Partial<ChannelView> = {}, origin = 0): StyledBand => ({
  view: { name: '', visible: true, color, contrast, gamma: 1, ...more },
  contrast,
  origin,
});

describe('the colours of an image', () => {
  it('add up channels, each between its limits', () => {
    const bands = [band('#ff0000', [0, 100]), band('#00ff00', [100, 200])];
    const pixels = colouredTile(Float32Array.of(50, 200, -5, 100), bands, 1, 1);
    expect([...pixels]).toEqual([128, 255, 0, 255, 0, 0, 0, 255]);
  });

  it('leave out a channel that is hidden', () => {
    const bands = [band('#ffffff', [0, 1]), band('#00ff00', [0, 1], { visible: false })];
    expect([...colouredTile(Float32Array.of(0, 1), bands, 1, 1)]).toEqual([0, 0, 0, 255]);
    expect(styleVariables(bands, 'floats', 1)).toMatchObject({ green0: 1, green1: 0 });
  });

  it('bend brightness by gamma', () => {
    expect(colouredTile(Float32Array.of(0.5), [band('#ffffff', [0, 1], { gamma: 2 })], 1, 1)[0]).toBe(64);
    expect(JSON.stringify(styleColor([band('#ffffff', [0, 1], { gamma: 2 })], 1))).toContain('"^"');
    expect(JSON.stringify(styleColor([band('#ffffff', [0, 1])], 1))).not.toContain('"^"');
  });

  it('tell the shader limits less the origin, and in parts of 255 for bytes', () => {
    const deep = styleVariables([band('#ffffff', [4e9, 4e9 + 2], {}, 4e9)], 'floats', 1);
    expect([deep.low0, deep.gain0]).toEqual([0, 0.5]);
    const bytes = styleVariables([band('#ffffff', [51, 102])], 'bytes', 255);
    expect([bytes.low0, bytes.gain0]).toEqual([0.2, 5]);
  });

  it('keep the alpha of a colour picture', () => {
    const pixels = colouredTile(Uint8Array.of(255, 0, 51, 128), [band('#ffffff', [0, 255])], 4, 255);
    expect([...pixels]).toEqual([255, 0, 51, 128]);
  });
});
