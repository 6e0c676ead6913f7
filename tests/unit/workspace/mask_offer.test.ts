import { describe, expect, test } from 'vitest';
import { arraySource } from '../../../pwa/src/images/array_source.js';
import { type DType, NDArray } from '../../../pwa/src/rpc/index.js';
import { Images } from '../../../pwa/src/workspace/images.js';
import { isNamedMask, maskedBy } from '../../../pwa/src/workspace/mask_offer.js';
import { Workspace } from '../../../pwa/src/workspace/workspace.js';

const [HEIGHT, WIDTH] = [20, 30];

function source(
  name: string,
  dtype: DType,
  value: (at: number) => number,
  leading: readonly number[] = [],
  axes = 'YX',
) {
  const shape = [...leading, HEIGHT, WIDTH];
  const values = Array.from({ length: shape.reduce((all, length) => all * length) }, (_, at) => value(at));
  return arraySource(new NDArray(values, shape, dtype, { axes, name }));
}

/** What a camera sees: hardly two pixels beside one another are alike. */
const seen = (at: number) => 1 + ((at * 7919) % 251);
/** Two labels on a background. */
const patches = (at: number) => [0, 1, 2][Math.floor((at % WIDTH) / 10)] ?? 0;

function open(...sources: Parameters<Images['show']>[0]) {
  const workspace = new Workspace({} as never);
  const images = new Images(workspace, {} as never, {} as never);
  for (const each of sources) images.show([each], each.name ?? '');
  return workspace;
}

function masked(workspace: Workspace, mask: ReturnType<typeof source>): string | null {
  return maskedBy(mask, workspace.windows, workspace.state.activeWindow)?.title ?? null;
}

test.each([
  ['cells_labels.tif', true],
  ['cells_cp_masks.png', true],
  ['seg-01.npy', true],
  ['MASK.TIF', true],
  ['unmasked.tif', false],
  ['sega.png', false],
] as const)('the name %s tells of labels: %s', (name, expected) => expect(isNamedMask(name)).toBe(expected));

describe('a mask of an open image is told', () => {
  const workspace = open(source('cells.tif', 'uint16', seen), source('other.tif', 'uint16', seen));

  test.each([
    ['by its name', source('a_mask.tif', 'uint8', seen), 'other.tif'],
    ['by patches of one value', source('a.png', 'uint8', patches), 'other.tif'],
    ['by wide numbers', source('a.npy', 'int32', seen), 'other.tif'],
    ['by the name of its image, though another stands in front', source('cells_mask.tif', 'uint8', seen), 'cells.tif'],
  ] as const)('%s', (_, mask, title) => expect(masked(workspace, mask)).toBe(title));

  test.each([
    ['what a camera saw', source('a.tif', 'uint16', seen)],
    ['one value all over', source('a.tif', 'uint8', () => 255)],
    ['fractions', source('a_mask.tif', 'float32', patches)],
    ['channels', source('a_mask.tif', 'uint8', patches, [2], 'CYX')],
    ['more planes than the image has', source('a_mask.tif', 'uint8', patches, [3], 'ZYX')],
  ] as const)('and %s is an image of its own', (_, mask) => expect(masked(workspace, mask)).toBeNull());

  test('where it has the planes of the stack, or one for all of them', () => {
    const stack = open(source('stack.tif', 'uint16', seen, [3], 'ZYX'));
    expect(masked(stack, source('labels.tif', 'uint16', patches, [3], 'ZYX'))).toBe('stack.tif');
    expect(masked(stack, source('labels.tif', 'uint16', patches))).toBe('stack.tif');
    expect(masked(stack, source('labels.tif', 'uint16', patches, [2], 'ZYX'))).toBeNull();
  });

  test('and nothing is asked where no image is open', () =>
    expect(masked(open(), source('labels.tif', 'uint16', patches))).toBeNull());
});
