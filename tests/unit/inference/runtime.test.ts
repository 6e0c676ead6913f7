/** What runs in the worker, with onnxruntime-web itself, whose WebAssembly also runs under Node.js. */
import * as ort from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { elementTypes } from '../../../pwa/src/inference/element_types.js';
import { Runtime } from '../../../pwa/src/inference/runtime.js';
import { type DType, NDArray, toHalf } from '../../../pwa/src/rpc/index.js';
import { identity, message, node, onnx, type Shape, value } from './onnx_writer.js';

ort.env.logLevel = 'fatal';
ort.env.wasm.numThreads = 1;

const runtime = new Runtime(ort, 'cpu');
let last = 0;

async function open(model: Uint8Array, external: { readonly [path: string]: Uint8Array } = {}): Promise<string> {
  const id = `session ${++last}`;
  await runtime.open(id, { name: 'test.onnx', model, external, options: {} });
  return id;
}

async function back(type: number, array: NDArray, shape: Shape | null): Promise<NDArray> {
  const id = await open(identity(type, shape));
  const { outputs } = await runtime.run(id, { x: array }, ['y']);
  await runtime.close(id);
  return outputs.y as NDArray;
}

const values: { readonly [dtype: string]: readonly (number | bigint | boolean | string)[] } = {
  bool: [true, false, true],
  U: ['', 'cell', '核🔬'],
  int64: [-(2n ** 63n), 0n, 2n ** 63n - 1n],
  uint64: [0n, 1n, 2n ** 64n - 1n],
  float32: [Number.NaN, -0, 1.5],
  float64: [Number.POSITIVE_INFINITY, 1e-300, -2],
  float16: [toHalf(1.5), toHalf(-2), toHalf(65504)],
};

/** Those that onnxruntime-web has; Identity is defined for them all. */
const carried = [...elementTypes].filter(([, { web }]) => web !== null && !['int4', 'uint4'].includes(web ?? ''));

describe('tensors', () => {
  it.each(carried.map(([number, { dtype }]) => [dtype ?? '', number] as const))(
    'of %s come back',
    async (dtype, type) => {
      const list = values[dtype] ?? [0, 1, 100];
      const array =
        dtype === 'float16'
          ? new NDArray(Uint16Array.from(list as number[]), [3], 'float16')
          : new NDArray(list, [3], dtype === 'U' ? 'U4' : (dtype as DType));
      const given = await back(type, array, ['n']);
      expect([given.dtype.replace(/\d+$/, ''), given.shape]).toEqual([array.dtype.replace(/\d+$/, ''), [3]]);
      if (dtype === 'U') expect(given.texts()).toEqual(list);
      else expect(given.data).toEqual(array.data);
    },
  );

  it('of no axes, of no elements and of five axes come back', async () => {
    expect((await back(1, new NDArray(new Float32Array([2]), []), [])).shape).toEqual([]);
    expect((await back(7, new NDArray(new BigInt64Array(0), [0, 3]), ['n', 3])).shape).toEqual([0, 3]);
    expect((await back(8, new NDArray([], [0], 'U1'), ['n'])).texts()).toEqual([]);
    expect((await back(1, new NDArray(new Float32Array(24), [1, 2, 3, 4, 1]), null)).shape).toEqual([1, 2, 3, 4, 1]);
  });

  it('are given to inputs that are optional', async () => {
    const tensor = message([1, 1], [2, message([1, message([1, 2])])]);
    const input = message([1, 'x'], [2, message([9, message([1, message([1, tensor])])])]);
    const model = onnx({
      nodes: [node('OptionalHasElement', ['x'], ['y'])],
      inputs: [input],
      outputs: [value('y', 9, [])],
      opset: 18,
    });
    const id = await open(model);
    const { outputs } = await runtime.run(id, { x: new NDArray(new Float32Array(2), [2]) }, ['y']);
    expect([...(outputs.y as NDArray).data]).toEqual([1]);
  });

  it('of four bits are packed', async () => {
    const model = onnx({
      // To int8.
      nodes: [node('Cast', ['x'], ['y'], '', { to: 3 })],
      inputs: [value('x', 22, ['n'])],
      outputs: [value('y', 3, ['n'])],
      opset: 21,
    });
    const id = await open(model);
    const x = new NDArray(Int8Array.from([-8, 7, -1]), [3]);
    const { outputs } = await runtime.run(id, { x }, ['y']);
    expect([...(outputs.y as NDArray).data]).toEqual([-8, 7, -1]);
  });

  it('of a part of a larger memory are what they show', async () => {
    const memory = new Float32Array([9, 1, 2, 9]);
    const given = await back(1, new NDArray(memory.subarray(1, 3), [2]), ['n']);
    expect([...given.data]).toEqual([1, 2]);
  });
});

describe('a session', () => {
  const two = onnx({
    nodes: [node('Add', ['a', 'b'], ['sum']), node('Mul', ['a', 'b'], ['product'])],
    inputs: [value('a', 1, ['n']), value('b', 1, ['n'])],
    outputs: [value('sum', 1, ['n']), value('product', 1, ['n'])],
  });
  const feeds = { a: new NDArray(new Float32Array([1, 2]), [2]), b: new NDArray(new Float32Array([3, 4]), [2]) };

  it('gives the outputs that are wanted, in their own memory', async () => {
    const id = await open(two);
    const all = await runtime.run(id, feeds, ['sum', 'product']);
    const one = await runtime.run(id, feeds, ['product']);
    expect(Object.keys(all.outputs)).toEqual(['sum', 'product']);
    expect([...(all.outputs.sum as NDArray).data]).toEqual([4, 6]);
    expect(Object.keys(one.outputs)).toEqual(['product']);
    expect((one.outputs.product as NDArray).data.buffer.byteLength).toBe(8);
  });

  it('gives the scores of outputs that map labels to them, and the labels', async () => {
    const labels = (name: string, number: number, values: readonly (string | number)[], kind: number) =>
      message([5, message([1, name], ...values.map((each) => [number, each] as const), [20, kind])]);
    const zipMap = (output: string, attribute: Uint8Array) =>
      Uint8Array.of(...node('ZipMap', ['scores'], [output], 'ai.onnx.ml'), ...attribute);
    const maps = (name: string, key: number) => {
      const map = message([5, message([1, key], [2, message([1, message([1, 1])])])]);
      return message([1, name], [2, message([4, message([1, map])])]);
    };
    const model = onnx({
      nodes: [
        node('Identity', ['x'], ['scores']),
        zipMap('named', labels('classlabels_strings', 9, ['cat', 'dög'], 8)),
        zipMap('numbered', labels('classlabels_int64s', 8, [7, 300], 7)),
        zipMap('packed', message([5, message([1, 'classlabels_int64s'], [8, Uint8Array.of(7, 0xac, 2)], [20, 7])])),
      ],
      inputs: [value('x', 1, ['n', 2])],
      outputs: [maps('named', 8), maps('numbered', 7), maps('packed', 7)],
      extra: [[8, message([1, 'ai.onnx.ml'], [2, 2])]],
    });
    const opened = await runtime.open('maps', { name: 'classifier.onnx', model, external: {}, options: {} });
    expect(opened.outputs.map(({ name, type, dtype, labels: each }) => [name, type, dtype, each])).toEqual([
      ['named', 'seq(map(string,tensor(float)))', 'float32', ['cat', 'dög']],
      ['numbered', 'seq(map(int64,tensor(float)))', 'float32', [7, 300]],
      ['packed', 'seq(map(int64,tensor(float)))', 'float32', [7, 300]],
    ]);
    const x = new NDArray(new Float32Array([0.25, 0.75]), [1, 2]);
    const { outputs } = await runtime.run('maps', { x }, ['numbered', 'named']);
    expect([outputs.named?.data, outputs.numbered?.shape]).toEqual([x.data, [1, 2]]);
    expect(outputs.named?.data.buffer).not.toBe(outputs.numbered?.data.buffer);
  });

  it('takes tensors out of files beside the model', async () => {
    const about = (key: string, text: string) => [13, message([1, key], [2, text])] as const;
    const parts = [about('location', 'w.bin'), about('offset', '0'), about('length', '8')] as const;
    const model = onnx({
      nodes: [node('Add', ['x', 'w'], ['y'])],
      inputs: [value('x', 1, [2])],
      outputs: [value('y', 1, [2])],
      initializers: [message([1, 2], [2, 1], [8, 'w'], ...parts, [14, 1])],
    });
    await expect(open(model)).rejects.toThrow(/keeps tensors in “w\.bin”, which was not given/);
    const id = await open(model, { 'w.bin': new Uint8Array(new Float32Array([10, 20]).buffer) });
    const { outputs } = await runtime.run(id, { x: new NDArray(new Float32Array([1, 2]), [2]) }, ['y']);
    expect([...(outputs.y as NDArray).data]).toEqual([11, 22]);
  });

  const add = { ...one(), nodes: [node('Add', ['x', 'w'], ['y'])] };
  const weights = (type: number, length: number, bytes: number) => [
    message([1, length], [2, type], [8, 'w'], [9, new Uint8Array(bytes)]),
  ];
  const segment = node('Segment', ['x'], ['y'], 'com.example');
  it.each([
    [
      'of operators that are still to come',
      onnx({ ...one(), opset: 999 }),
      'Fail',
      'it uses opset 999 of ai.onnx, and ONNX Runtime for the browser knows up to 26. Export the model for opset 26 or an older one.',
    ],
    [
      'in a format that is still to come',
      message([1, 99], [7, message([1, node('Relu', ['x'], ['y'])], ...graphOfOne())], [8, message([1, ''], [2, 17])]),
      'Fail',
      "its file is of version 99 of ONNX's format (IR), and ONNX Runtime for the browser reads up to 13.",
    ],
    ['without an opset', message([1, 8], [7, message(...graphOfOne())]), 'Fail', 'does not say for which opset'],
    [
      "with an operator of somebody's own",
      onnx({ ...one(), nodes: [segment], extra: [[8, message([1, 'com.example'], [2, 1])]] }),
      'Fail',
      'its operator com.example:Segment is not in ONNX Runtime for the browser. Export the model with operators of ONNX',
    ],
    [
      'with operators of no set',
      onnx({ ...one(), nodes: [segment] }),
      'InvalidGraph',
      'its operators of com.example are',
    ],
    [
      'with an operator newer than its opset',
      onnx({ ...one(), nodes: [node('Gelu', ['x'], ['y'])] }),
      'InvalidGraph',
      'there is no operator Gelu in opset 17',
    ],
    [
      'of a type that an operator does not have here',
      onnx({ ...one(), inputs: [value('x', 16, [2])], outputs: [value('y', 16, [2])] }),
      'NotImplemented',
      'does not have the operator Relu of opset 14 for the types of the node “the Relu of y”. Export the model in float32',
    ],
    [
      'of types that do not fit',
      onnx({ ...one(), inputs: [value('x', 8, [2])] }),
      'InvalidGraph',
      "Type 'tensor(string)' of input parameter (x) of operator (Relu) in node (the Relu of y) is invalid. The model itself is broken",
    ],
    [
      'whose border is of a type that the browser does not have',
      identity(16),
      'NotImplemented',
      'its input “x” is of the type tensor(bfloat16), which ONNX Runtime for the browser does not have',
    ],
    [
      'with an attribute that does not fit',
      onnx({ ...one(), nodes: [node('Relu', ['x'], ['z']), node('Concat', ['z', 'z'], ['y'], '', { axis: 7 })] }),
      'Fail',
      'its operator Concat (node “the Concat of y”) failed: axis must be in [-rank, rank-1].',
    ],
    ['that lacks a tensor', onnx(add), 'InvalidArgument', "Node input 'w' is not a graph input"],
    [
      'whose tensor is too short',
      onnx({ ...add, initializers: weights(1, 2, 4) }),
      'Fail',
      "could not be loaded: Initializer 'w': raw_data size (4 bytes) does not match expected size",
    ],
    [
      'whose tensors are of two types',
      onnx({ ...add, initializers: weights(7, 2, 16) }),
      'Fail',
      'Optype (Add) bound to different types',
    ],
    [
      'that is cut off',
      identity(1).slice(0, 30),
      'InvalidProtobuf',
      '“test.onnx” is no ONNX model, or not a whole one',
    ],
    ['that is empty', new Uint8Array(), 'InvalidArgument', '“test.onnx” is no ONNX model: it is empty.'],
  ])('%s is refused in one sentence, and the next one is opened', async (_, model, fault, said) => {
    await expect(open(model)).rejects.toThrowError(expect.objectContaining({ fault }));
    const message = await open(model).then(String, (error: Error) => error.message);
    expect(message).toContain(said);
    expect(message).toMatch(/^(The model )?“test\.onnx” .*\.$/);
    expect(message).not.toMatch(/\/|ONNXRuntimeError|\.cc:|\.h:/);
    expect(await open(identity(1))).toMatch(/session/);
  });

  it.each([
    ['Concat', 'its operator Concat (node “the Concat of y”) failed: Non concat axis dimensions must match'],
    [
      'Add',
      'its operator Add (node “the Add of y”) failed: two of its tensors do not fit together: an axis of 2 meets one of 3.',
    ],
  ])('says of a run in which %s failed what did not fit', async (operator, said) => {
    const attributes = operator === 'Concat' ? { axis: 1 } : undefined;
    const model = onnx({
      nodes: [
        node('Relu', ['a'], ['c']),
        node('Relu', ['b'], ['d']),
        node(operator, ['c', 'd'], ['y'], '', attributes),
        node('Relu', ['y'], ['z']),
      ],
      inputs: [value('a', 1, ['n', 'm']), value('b', 1, ['k', 'l'])],
      outputs: [value('z', 1, null)],
    });
    const id = await open(model);
    const [a, b] = [new NDArray(new Float32Array(2), [1, 2]), new NDArray(new Float32Array(6), [2, 3])];
    await expect(runtime.run(id, { a, b }, ['z'])).rejects.toThrow(`“test.onnx” could not be run: ${said}`);
  });

  it('says which file beside a model is not the one that belongs to it', async () => {
    const external = [
      [13, message([1, 'location'], [2, 'w.bin'])],
      [13, message([1, 'length'], [2, '8'])],
      [14, 1],
    ] as const;
    const model = onnx({ ...add, initializers: [message([1, 2], [2, 1], [8, 'w'], ...external)] });
    await expect(open(model, { 'w.bin': new Uint8Array(3) })).rejects.toThrow('“w.bin” does not hold the tensors');
  });

  it('says that there is no memory, in a way that ends the worker', async () => {
    const huge = onnx({
      nodes: [node('ConstantOfShape', ['shape'], ['y'])],
      inputs: [value('shape', 7, [1])],
      outputs: [value('y', 1, ['n'])],
    });
    const id = await open(huge);
    const shape = new NDArray(BigInt64Array.from([2n ** 30n - 8n]), [1]);
    const failing = runtime.run(id, { shape }, ['y']);
    await expect(failing).rejects.toThrow(/more memory than this browser gives/);
    await expect(failing).rejects.toThrowError(expect.objectContaining({ fault: 'EngineError' }));
  });
});

function one() {
  return {
    nodes: [node('Relu', ['x'], ['y'])],
    inputs: [value('x', 1, [2])],
    outputs: [value('y', 1, [2])],
  };
}

function graphOfOne() {
  return [
    [2, 'graph'],
    [11, value('x', 1, [2])],
    [12, value('y', 1, [2])],
  ] as const;
}
