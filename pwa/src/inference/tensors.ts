/** Arrays to tensors of ONNX Runtime and back. */
import type { Tensor, TensorConstructor } from 'onnxruntime-web';
import { ModelError } from '../contracts/errors.js';
import type { ValueInfo } from '../contracts/model.js';
import { type DType, NDArray, type TypedArray } from '../rpc/index.js';
import { elementTypeOf, elementTypes } from './element_types.js';

/** @param info the input that it is for; it says what cannot be told from numpy's type. */
export function toTensor(array: NDArray, info: ValueInfo, make: TensorConstructor): Tensor {
  const web = elementTypeOf(info.type)?.web;
  if (web === undefined || web === null)
    throw new ModelError(
      'NotImplemented',
      `The model's input “${info.name}” is a ${info.type}, which ONNX Runtime can't be given in the browser.`,
    );
  const data = web === 'string' ? array.texts() : isPacked(web) ? packed(array.data) : array.data;
  // The types of its constructor name each pair of type and array by itself.
  return new make(web as 'float32', data as Float32Array, array.shape);
}

/** The array has memory of its own. @param name what it is called in messages. */
export function fromTensor(tensor: Tensor, name: string): NDArray {
  const { type, dims } = tensor;
  const element = [...elementTypes.values()].find(({ web }) => web === type);
  if (element === undefined || element.dtype === null)
    throw new ModelError('NotImplemented', `The model's output “${name}” is of the type ${type}, which can't be read.`);
  if (element.dtype === 'U') return texts(tensor.data as unknown as readonly string[], dims);
  return new NDArray(tensor.data as TypedArray, dims, element.dtype satisfies DType);
}

function texts(values: readonly string[], dims: readonly number[]): NDArray {
  const longest = values.reduce((most, each) => Math.max(most, [...each].length), 1);
  return new NDArray(values, dims, `U${longest}`);
}

function isPacked(type: string): boolean {
  return type === 'int4' || type === 'uint4';
}

/** Two to a byte, the first one in the lower half. */
function packed(values: TypedArray): Uint8Array {
  const out = new Uint8Array(Math.ceil(values.length / 2));
  for (let i = 0; i < values.length; i++) {
    const half = Number(values[i]) & 0xf;
    out[i >> 1] = (out[i >> 1] ?? 0) | (i % 2 === 0 ? half : half << 4);
  }
  return out;
}
