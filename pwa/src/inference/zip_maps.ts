/**
 * Outputs that map labels to scores, as scikit-learn's classifiers give them: `ZipMap` (ai.onnx.ml) makes them of a
 * tensor. ONNX Runtime for the browser can't hand maps out, so that tensor is made an output, too, and taken instead.
 */
import { fieldsOf, messageOf, type ProtobufField, textOf } from './protobuf.js';

/** What an output of maps is made of. */
export interface ZipMap {
  /** Name of the tensor with a column for each label. */
  readonly scores: string;
  readonly labels: readonly (string | number)[];
}

/** @param nodes those of the graph, unread. @param wanted names of outputs that are maps. */
export function zipMapsOf(nodes: readonly Uint8Array[], wanted: readonly string[]): ReadonlyMap<string, ZipMap> {
  const found = new Map<string, ZipMap>();
  for (const node of nodes) {
    const fields = [...fieldsOf(node)];
    const text = (number: number): string => {
      const field = fields.find((each) => each.number === number);
      return field === undefined ? '' : textOf(field);
    };
    if (text(4) === 'ZipMap' && wanted.includes(text(2)))
      found.set(text(2), { scores: text(1), labels: fields.filter(({ number }) => number === 5).flatMap(labelsIn) });
  }
  return found;
}

/** The model with these values as outputs, too. What is written behind a message of protobuf is merged with it. */
export function withOutputs(model: Uint8Array, names: readonly string[]): Uint8Array {
  const values = names.map((name) => [12, messageOf([[1, new TextEncoder().encode(name)]])] as const);
  const added = messageOf([[7, messageOf(values)]]);
  const whole = new Uint8Array(model.byteLength + added.byteLength);
  whole.set(model);
  whole.set(added, model.byteLength);
  return whole;
}

/** Of `classlabels_strings` or `classlabels_int64s`, an AttributeProto: its texts, or its whole numbers. */
function labelsIn({ bytes }: ProtobufField): readonly (string | number)[] {
  return [...fieldsOf(bytes)].flatMap((field): readonly (string | number)[] => {
    if (field.number === 9) return [textOf(field)];
    if (field.number !== 8) return [];
    return field.bytes.byteLength === 0 ? [Number(field.value)] : packedNumbers(field.bytes);
  });
}

/** Repeated numbers may come in one piece, without their tags. */
function packedNumbers(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let from = 0;
  for (let at = 0; at < bytes.byteLength; at++) {
    if ((bytes[at] ?? 0) >= 0x80) continue;
    const [field] = fieldsOf(Uint8Array.of(8, ...bytes.subarray(from, at + 1)));
    numbers.push(Number(field?.value ?? 0));
    from = at + 1;
  }
  return numbers;
}
