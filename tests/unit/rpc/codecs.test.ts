import { describe, expect, it } from 'vitest';
import { Codecs, Coded } from '../../../pwa/src/rpc/index.js';
import { pair } from './pair.js';

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
  norm(): number {
    return Math.hypot(this.x, this.y);
  }
}

class Labelled extends Point {}

function points(): Codecs {
  const codecs = new Codecs();
  codecs.register<Point, [number, number]>({
    name: 'point',
    type: Point,
    encoder: ({ x, y }) => [x, y],
    decoder: ([x, y]) => new Point(x, y),
  });
  return codecs;
}

describe('a codec of one’s own', () => {
  it('carries objects of a class both ways, wherever they stand', async () => {
    const root = { mirror: ({ at }: { at: Point[] }) => at.map(({ x, y }) => new Point(-x, -y)) };
    const { near } = pair(root, { codecs: points() }, { codecs: points() });
    const seen = await near.root.mirror({ at: [new Point(3, 4), new Labelled(1, 2)] });
    expect(seen).toEqual([new Point(-3, -4), new Point(-1, -2)]);
    expect((seen as Point[])[0]?.norm()).toBe(5);
  });

  it('that the other side has not is kept there as it came, and comes home', async () => {
    const root = { look: (value: unknown) => [value instanceof Coded && value.name, value] };
    const { near } = pair(root, { codecs: points() }, { codecs: new Codecs() });
    expect(await near.root.look(new Point(3, 4))).toEqual(['point', new Point(3, 4)]);
  });

  it('may take its time to encode, and is asked once', async () => {
    let asked = 0;
    const codecs = new Codecs();
    codecs.register<Point, number>({
      name: 'point',
      type: Point,
      encoder: async ({ x }: Point): Promise<number> => {
        asked++;
        return await Promise.resolve(x);
      },
    });
    const { near } = pair({ look: (value: unknown) => (value as Coded).value }, { codecs }, { codecs: new Codecs() });
    expect(await near.root.look([new Point(7, 0)][0])).toBe(7);
    expect(asked).toBe(1);
  });

  it('takes the place of one of its name, and of those for a wider class', async () => {
    const codecs = points();
    codecs.register<Labelled, string>({ name: 'labelled', type: Labelled, encoder: () => 'L' });
    const { near } = pair({ look: (value: unknown) => (value as Coded).value }, { codecs }, { codecs: new Codecs() });
    expect(await near.root.look(new Labelled(1, 2))).toBe('L');
    expect(await near.root.look(new Point(1, 2))).toEqual([1, 2]);
    codecs.unregister('labelled');
    expect(await near.root.look(new Labelled(1, 2))).toEqual([1, 2]);
  });

  it('that fails fails the call, and the conversation goes on', async () => {
    const broken = new Codecs();
    const fail = (): never => {
      throw new RangeError('out of paper');
    };
    broken.register<Point, unknown>({ name: 'point', type: Point, encoder: fail, decoder: fail });
    const root = { take: (...given: unknown[]) => given.length, give: () => [new Point(1, 2), () => 1] };
    const unreadable = pair(root, { codecs: broken }, { codecs: points() });
    await expect(unreadable.near.root.give()).rejects.toThrow('The codec "point" could not read a value');
    await expect(unreadable.near.root.take(new Point(1, 2))).rejects.toThrow('out of paper');
    const unread = pair(root, { codecs: points() }, { codecs: broken });
    await expect(unread.near.root.take(new Point(1, 2))).rejects.toMatchObject({ type: 'NotReadable' });
    expect(await unread.near.root.take()).toBe(0);
  });

  it.each<[object, string]>([
    [{ name: '', type: Point, encoder: () => 1 }, 'needs a name'],
    [{ name: 'p', type: Point }, 'needs an encoder or a decoder'],
    [{ name: 'p', encoder: () => 1 }, 'needs the type that it encodes'],
    [{ name: 'p', type: 'Point', encoder: () => 1 }, 'type of the codec "p" is Point, not a function'],
  ])('is refused when it is none: %o', (codec, message) => {
    expect(() => new Codecs().register(codec as never)).toThrow(message);
  });
});
