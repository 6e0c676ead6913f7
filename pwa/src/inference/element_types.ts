/** The element types of ONNX's tensors (TensorProto.DataType), and what stands for them elsewhere. */
import type { DType } from '../rpc/index.js';

export interface ElementType {
  /** As ONNX Runtime writes it in `tensor(…)`. */
  readonly onnx: string;
  /** As onnxruntime-web calls it; null where it has none. */
  readonly web: string | null;
  /** numpy's name; `U` for texts. 4-bit integers are given as int8 and uint8. */
  readonly dtype: DType | 'U' | null;
}

const type = (onnx: string, web: string | null, dtype: ElementType['dtype']): ElementType => ({ onnx, web, dtype });

/** By its number in the file. */
export const elementTypes: ReadonlyMap<number, ElementType> = new Map([
  [1, type('float', 'float32', 'float32')],
  [2, type('uint8', 'uint8', 'uint8')],
  [3, type('int8', 'int8', 'int8')],
  [4, type('uint16', 'uint16', 'uint16')],
  [5, type('int16', 'int16', 'int16')],
  [6, type('int32', 'int32', 'int32')],
  [7, type('int64', 'int64', 'int64')],
  [8, type('string', 'string', 'U')],
  [9, type('bool', 'bool', 'bool')],
  [10, type('float16', 'float16', 'float16')],
  [11, type('double', 'float64', 'float64')],
  [12, type('uint32', 'uint32', 'uint32')],
  [13, type('uint64', 'uint64', 'uint64')],
  [14, type('complex64', null, 'complex64')],
  [15, type('complex128', null, 'complex128')],
  [16, type('bfloat16', null, 'bfloat16')],
  [17, type('float8e4m3fn', null, null)],
  [18, type('float8e4m3fnuz', null, null)],
  [19, type('float8e5m2', null, null)],
  [20, type('float8e5m2fnuz', null, null)],
  [21, type('uint4', 'uint4', 'uint8')],
  [22, type('int4', 'int4', 'int8')],
  [23, type('float4e2m1', null, null)],
  [24, type('float8e8m0', null, null)],
  [25, type('uint2', null, null)],
  [26, type('int2', null, null)],
]);

/** By ONNX Runtime's word, such as `tensor(float)` or `optional(tensor(float))`; undefined for what is no tensor. */
export function elementTypeOf(valueType: string): ElementType | undefined {
  const element = /^(?:optional\()?tensor\((\w+)\)\)?$/.exec(valueType)?.[1];
  return [...elementTypes.values()].find(({ onnx }) => onnx === element);
}
