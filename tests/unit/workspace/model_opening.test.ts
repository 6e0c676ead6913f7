import { BlobWriter, TextReader, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../../../pwa/src/contracts/site.js';
import type { PluginItem } from '../../../pwa/src/workspace/model.js';
import { imagesBeside, isModel, takerOf } from '../../../pwa/src/workspace/model_opening.js';

const plugin = (id: string, accept: readonly string[], more: object = {}): PluginItem =>
  ({
    id,
    disabled: false,
    header: { samples: ['cells.czi', 'nuclei.czseg'] },
    ops: [
      { name: 'other', params: [{ name: 'image', type: { kind: 'image' } }] },
      { name: 'run', params: [{ name: 'model', type: { kind: 'file', accept } }] },
    ],
    ...more,
  }) as unknown as PluginItem;

async function archive(...names: readonly string[]): Promise<File> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const name of names) await writer.add(name, new TextReader('x'));
  return new File([await writer.close()], 'some.zip');
}

describe('a file that is brought', () => {
  test.each([
    ['unet.onnx', true],
    ['Nuclei.CZSEG', true],
    ['cells.tif', false],
    ['notes.zip', false],
  ] as const)('named %s is a model: %s', async (name, expected) =>
    expect(await isModel(new File(['x'], name))).toBe(expected),
  );

  test('is a model where it is an archive that holds one', async () => {
    expect(await isModel(await archive('m/rdf.yaml', 'm/weights.pt'))).toBe(true);
    expect(await isModel(await archive('net/model.onnx', 'net/weights.bin'))).toBe(true);
    expect(await isModel(await archive('image.zarr/.zattrs'))).toBe(false);
  });

  test('goes to the first op that takes its kind, and to none of a plugin that is disabled', () => {
    const plugins = [
      plugin('off', ['.onnx'], { disabled: true }),
      plugin('a', ['.pt']),
      plugin('b', ['.zip', '.onnx']),
    ];
    expect(takerOf(plugins, 'Net.ONNX')).toMatchObject({ plugin: { id: 'b' }, op: 'run', param: 'model' });
    expect(takerOf(plugins, 'net.tflite')).toBeNull();
  });
});

test('a model among the samples is shown on the images beside it', () => {
  const sample = (name: string, mediaType: string) => ({ name, mediaType }) as Sample;
  const samples = [
    sample('cells.czi', 'image/x-zeiss-czi'),
    sample('nuclei.czseg', 'application/zip'),
    sample('retina.jpg', 'image/jpeg'),
  ];
  expect(imagesBeside(samples, plugin('a', [])).map(({ name }) => name)).toEqual(['cells.czi']);
});
