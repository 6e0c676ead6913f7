import { describe, expect, it } from 'vitest';
import { readOnnx } from '../../../pwa/src/inference/onnx_file.js';
import { identity, message, node, onnx, value } from './onnx_writer.js';

describe('an ONNX file', () => {
  it('says what it takes, what it gives and what it is', () => {
    const file = readOnnx(
      onnx({
        nodes: [node('Add', ['x', 'w'], ['y'])],
        inputs: [value('x', 1, ['batch', 3]), value('w', 1, [3])],
        outputs: [
          value('y', 10, null),
          message([1, 's'], [2, message([4, message([1, message([1, message([1, 7])])])])]),
        ],
        initializers: [message([1, 3], [2, 1], [8, 'w'])],
        extra: [
          [3, '2.1'],
          [5, 7],
          [6, 'for tests'],
          [14, message([1, 'pixel size'], [2, '0.5'])],
        ],
      }),
      'a.onnx',
    );
    expect(file.inputs).toEqual([{ name: 'x', dtype: 'float32', type: 'tensor(float)', shape: ['batch', 3] }]);
    expect(file.outputs).toEqual([
      { name: 'y', dtype: 'float16', type: 'tensor(float16)', shape: [] },
      { name: 's', dtype: '', type: 'seq(tensor(int64))', shape: [] },
    ]);
    expect(file.metadata).toEqual({
      producer: 'tests',
      producerVersion: '2.1',
      graphName: 'graph',
      graphDescription: '',
      domain: '',
      description: 'for tests',
      version: 7,
      custom: { 'pixel size': '0.5' },
      opsets: { '': 17 },
    });
  });

  it('names the files that hold its tensors', () => {
    const location = message([1, 'location'], [2, 'weights/a.bin']);
    const tensor = message([1, 3], [2, 1], [8, 'w'], [13, location], [13, message([1, 'offset'], [2, '0'])], [14, 1]);
    const file = onnx({
      nodes: [node('Add', ['x', 'w'], ['y'])],
      inputs: [value('x', 1, [3])],
      outputs: [value('y', 1, [3])],
      initializers: [tensor],
    });
    expect(readOnnx(file, 'a.onnx').external).toEqual(['weights/a.bin']);
  });

  it('whose graph comes in two parts is read as one', () => {
    const more = message([7, message([12, value('z', 1, [3])])]);
    const file = readOnnx(Uint8Array.from([...identity(1), ...more]), 'a.onnx');
    expect([file.inputs, file.outputs].map((side) => side.map(({ name }) => name))).toEqual([['x'], ['y', 'z']]);
  });

  it.each([
    ['nothing', new Uint8Array(), /is empty/, 'InvalidArgument'],
    ['a text', new TextEncoder().encode('<!doctype html>'), /no ONNX model/, 'InvalidProtobuf'],
    ['half of one', identity(1).slice(0, 40), /goes beyond its end/, 'InvalidProtobuf'],
    ['another message', message([1, 5]), /has no graph/, 'InvalidArgument'],
  ])('is told from %s as ONNX Runtime does', (_, bytes, said, fault) => {
    expect(() => readOnnx(bytes, 'a.onnx')).toThrow(said);
    expect(() => readOnnx(bytes, 'a.onnx')).toThrowError(expect.objectContaining({ fault }));
  });
});
