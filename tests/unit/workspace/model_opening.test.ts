import { BlobReader, BlobWriter, TextReader, ZipReader, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, test } from 'vitest';
import type { Sample } from '../../../pwa/src/contracts/site.js';
import type { PluginItem } from '../../../pwa/src/workspace/model.js';
import { imagesBeside, isModel, modelOfFiles, takerOf } from '../../../pwa/src/workspace/model_opening.js';
import { message, node, onnx, value } from '../inference/onnx_writer.js';

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

  test('is a model where it is packed twice', async () => {
    const packed = async (file: Blob): Promise<File> => {
      const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
      await writer.add('files/model.zip', new BlobReader(file));
      return new File([await writer.close()], 'some.zip');
    };
    expect(await isModel(await packed(await archive('m/rdf.yaml')))).toBe(true);
    expect(await isModel(await packed(await archive('image.zarr/.zattrs')))).toBe(false);
    expect(await isModel(await packed(new Blob(['no archive'])))).toBe(false);
  });

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

describe('files that are brought together', () => {
  const file = (name: string, content: BlobPart = 'x') => ({ name, file: new Blob([content]) });
  const network = (...external: readonly string[]): Uint8Array<ArrayBuffer> => {
    const tensor = (location: string) =>
      message([1, 2], [2, 1], [8, 'w'], [13, message([1, 'location'], [2, location])], [14, 1]);
    const initializers = external.map(tensor);
    const shape = value('x', 1, ['n']);
    return new Uint8Array(
      onnx({ nodes: [node('Identity', ['x'], ['y'])], inputs: [shape], outputs: [value('y', 1, ['n'])], initializers }),
    );
  };

  async function brought(...files: ReturnType<typeof file>[]): Promise<[string, string[], number] | null> {
    const found = await modelOfFiles(files, 'shark');
    if (found === null) return null;
    const { model: packed, parts } = found;
    const entries = packed.name.endsWith('.zip') ? await new ZipReader(new BlobReader(packed)).getEntries() : [];
    return [packed.name, entries.map(({ filename }) => filename), parts.size];
  }

  test('are one model with all that lies beside its description', async () => {
    const found = await brought(file('rdf.yaml'), file('weights.onnx'), file('test.npy'), file('cover.png'));
    expect(found).toEqual(['shark.zip', ['rdf.yaml', 'weights.onnx', 'test.npy', 'cover.png'], 4]);
  });

  test('are a network and the files of its tensors, but not the images beside them', async () => {
    const found = await brought(file('m/net.onnx', network('net.data')), file('m/net.data'), file('m/cells.tif'));
    expect(found).toEqual(['net.onnx.zip', ['m/net.onnx', 'm/net.data'], 2]);
  });

  test('are the only network of a folder', async () => {
    expect(await brought(file('m/net.onnx', network()))).toEqual(['net.onnx', [], 1]);
  });

  test('are none where images, several networks, or a network and images lie', async () => {
    expect(await brought(file('a.tif'), file('notes.yaml'))).toBeNull();
    expect(await brought(file('a.onnx', network()), file('b.onnx', network()))).toBeNull();
    expect(await brought(file('a.onnx', network()), file('cells.tif'))).toBeNull();
  });
});
