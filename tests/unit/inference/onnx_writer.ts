/** Writes small ONNX models: ModelProto by its fields' numbers, as onnx.proto has them. */

type Part = Uint8Array | number | string | readonly Part[];

/** A message of the given fields, each `[number, value]`: numbers are varints, lists and texts have a length. */
export function message(...fields: readonly (readonly [number, Part])[]): Uint8Array {
  const out: number[] = [];
  for (const [number, value] of fields) {
    if (typeof value === 'number') out.push(...varint(number * 8), ...varint(value));
    else {
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : (value as Uint8Array);
      out.push(...varint(number * 8 + 2), ...varint(bytes.length), ...bytes);
    }
  }
  return Uint8Array.from(out);
}

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    out.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return out;
}

export type Shape = readonly (number | string)[];

/** A ValueInfoProto of a tensor. @param type number of the element type. */
export function value(name: string, type: number, shape: Shape | null): Uint8Array {
  const lengths = (shape ?? []).map(
    (length) => [1, message(typeof length === 'number' ? [1, length] : [2, length])] as const,
  );
  const tensor = message([1, type], ...(shape === null ? [] : [[2, message(...lengths)] as const]));
  return message([1, name], [2, message([1, tensor])]);
}

/** @param attributes whole numbers, by their names. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  domain = '',
  attributes: { readonly [name: string]: number } = {},
): Uint8Array {
  return message(
    ...inputs.map((name) => [1, name] as const),
    ...outputs.map((name) => [2, name] as const),
    [3, `the ${op} of ${outputs[0]}`],
    [4, op],
    ...Object.entries(attributes).map(([name, number]) => [5, message([1, name], [3, number], [20, 2])] as const),
    ...(domain === '' ? [] : [[7, domain] as const]),
  );
}

export interface Model {
  readonly nodes: readonly Uint8Array[];
  readonly inputs: readonly Uint8Array[];
  readonly outputs: readonly Uint8Array[];
  readonly initializers?: readonly Uint8Array[];
  readonly opset?: number;
  readonly extra?: readonly (readonly [number, Part])[];
}

export function onnx({ nodes, inputs, outputs, initializers = [], opset = 17, extra = [] }: Model): Uint8Array {
  const graph = message(
    ...nodes.map((each) => [1, each] as const),
    [2, 'graph'],
    ...initializers.map((each) => [5, each] as const),
    ...inputs.map((each) => [11, each] as const),
    ...outputs.map((each) => [12, each] as const),
  );
  return message([1, 8], [2, 'tests'], [7, graph], [8, message([1, ''], [2, opset])], ...extra);
}

/** `y = x`, for one element type. */
export function identity(type: number, shape: Shape | null = ['n']): Uint8Array {
  return onnx({
    nodes: [node('Identity', ['x'], ['y'])],
    inputs: [value('x', type, shape)],
    outputs: [value('y', type, shape)],
  });
}
