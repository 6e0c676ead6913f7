/** What an ONNX file says of itself, read without its weights (ModelProto of onnx.proto; numbers are its fields'). */
import { ModelError } from '../contracts/errors.js';
import type { ModelMetadata, ValueInfo } from '../contracts/model.js';
import { elementTypes } from './element_types.js';
import { BrokenMessage, fieldsOf, type ProtobufField, textOf } from './protobuf.js';
import { type ZipMap, zipMapsOf } from './zip_maps.js';

export interface OnnxFile {
  readonly metadata: ModelMetadata;
  /** Those that have to be given: inputs with a value of their own in the file are left out. */
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /** Names of the files that hold tensors of it. */
  readonly external: readonly string[];
  /** Outputs that map labels to scores, by name; they are described as the tensors that they are made of. */
  readonly zipMaps: ReadonlyMap<string, ZipMap>;
}

interface Graph {
  name: string;
  description: string;
  /** Unread, as few files have any that are looked at. */
  readonly nodes: Uint8Array[];
  /** Unread: older files list each of their weights here, too. */
  readonly inputs: Uint8Array[];
  readonly outputs: ValueInfo[];
  readonly initializers: Set<string>;
  readonly external: Set<string>;
}

/** @param name what the file is called in messages. @throws ModelError when it is no ONNX model. */
export function readOnnx(bytes: Uint8Array, name: string): OnnxFile {
  try {
    return read(bytes, name);
  } catch (error) {
    if (!(error instanceof BrokenMessage)) throw error;
    throw new ModelError(
      'InvalidProtobuf',
      `“${name}” is no ONNX model, or not a whole one: ${error.message}. Fetch or save it again.`,
      { cause: error },
    );
  }
}

function read(bytes: Uint8Array, name: string): OnnxFile {
  const about = { irVersion: 0, producer: '', producerVersion: '', domain: '', description: '', version: 0 };
  const custom: { [key: string]: string } = {};
  const opsets: { [domain: string]: number } = {};
  let graph: Graph | null = null;
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) about.irVersion = Number(field.value);
    else if (field.number === 2) about.producer = textOf(field);
    else if (field.number === 3) about.producerVersion = textOf(field);
    else if (field.number === 4) about.domain = textOf(field);
    else if (field.number === 5) about.version = Number(field.value);
    else if (field.number === 6) about.description = textOf(field);
    else if (field.number === 7) graph = readGraph(field.bytes, graph);
    else if (field.number === 8) {
      const [domain, version] = pair(field, 1, 2);
      opsets[domain === undefined ? '' : textOf(domain)] = Number(version?.value ?? 0);
    } else if (field.number === 14) {
      const [key, value] = pair(field, 1, 2);
      if (key !== undefined) custom[textOf(key)] = value === undefined ? '' : textOf(value);
    }
  }
  if (graph === null || about.irVersion === 0)
    throw new ModelError(
      graph === null ? 'InvalidArgument' : 'InvalidProtobuf',
      bytes.byteLength === 0
        ? `“${name}” is no ONNX model: it is empty. Fetch or save it again.`
        : `“${name}” is no ONNX model: it has no ${graph === null ? 'graph' : 'version'}. Give a file that was saved as ONNX (.onnx).`,
    );
  const { nodes, inputs, outputs, initializers, external } = graph;
  const maps = outputs.filter(({ type }) => /^(seq\()?map\(/.test(type)).map((output) => output.name);
  const zipMaps = maps.length === 0 ? new Map<string, ZipMap>() : zipMapsOf(nodes, maps);
  return {
    metadata: {
      producer: about.producer,
      producerVersion: about.producerVersion,
      graphName: graph.name,
      graphDescription: graph.description,
      domain: about.domain,
      description: about.description,
      version: about.version,
      custom,
      opsets,
    },
    inputs: inputs.filter((input) => !initializers.has(nameOf(input))).map(readValue),
    outputs: outputs.map((output) => asTensor(output, zipMaps.get(output.name))),
    external: [...external],
    zipMaps,
  };
}

function asTensor(output: ValueInfo, map: ZipMap | undefined): ValueInfo {
  if (map === undefined) return output;
  return { ...output, dtype: 'float32', shape: [null, map.labels.length], labels: map.labels };
}

/** @param known what was read before: a message that comes in several parts is all of them together. */
function readGraph(bytes: Uint8Array, known: Graph | null): Graph {
  const graph: Graph = known ?? {
    name: '',
    description: '',
    nodes: [],
    inputs: [],
    outputs: [],
    initializers: new Set(),
    external: new Set(),
  };
  for (const field of fieldsOf(bytes)) {
    if (field.number === 1) graph.nodes.push(field.bytes);
    else if (field.number === 2) graph.name = textOf(field);
    else if (field.number === 5) readTensor(field.bytes, graph);
    else if (field.number === 10) graph.description = textOf(field);
    else if (field.number === 11) graph.inputs.push(field.bytes);
    else if (field.number === 12) graph.outputs.push(readValue(field.bytes));
  }
  return graph;
}

function readTensor(bytes: Uint8Array, graph: Graph): void {
  for (const field of fieldsOf(bytes)) {
    if (field.number === 8) graph.initializers.add(textOf(field));
    else if (field.number === 13) {
      const [key, value] = pair(field, 1, 2);
      if (key !== undefined && value !== undefined && textOf(key) === 'location') graph.external.add(textOf(value));
    }
  }
}

/** Of a value, which begins with it. */
function nameOf(bytes: Uint8Array): string {
  for (const field of fieldsOf(bytes)) if (field.number === 1) return textOf(field);
  return '';
}

function readValue(bytes: Uint8Array): ValueInfo {
  const [name, type] = pair({ bytes }, 1, 2);
  return { name: name === undefined ? '' : textOf(name), ...readType(type?.bytes ?? new Uint8Array()) };
}

/** TypeProto: a tensor, also an optional one; or a sequence, map or sparse tensor, of which only the type is told. */
function readType(bytes: Uint8Array): Omit<ValueInfo, 'name'> {
  for (const { number, bytes: inner } of fieldsOf(bytes)) {
    const none = { dtype: '', shape: [] };
    if (number === 1) return readTensorType(inner);
    if (number === 4) return { ...none, type: `seq(${elementOf(inner, 1)})` };
    if (number === 9) {
      const [, element] = pair({ bytes: inner }, 0, 1);
      const held = readType(element?.bytes ?? new Uint8Array());
      return { ...held, type: `optional(${held.type})` };
    }
    if (number === 8) return { ...none, type: `sparse_${readTensorType(inner).type}` };
    if (number === 5) {
      const [key] = pair({ bytes: inner }, 1, 2);
      const named = elementTypes.get(Number(key?.value ?? 0))?.onnx ?? 'undefined';
      return { ...none, type: `map(${named},${elementOf(inner, 2)})` };
    }
  }
  return { dtype: '', type: 'undefined', shape: [] };
}

function elementOf(bytes: Uint8Array, number: number): string {
  const [, element] = pair({ bytes }, 0, number);
  return readType(element?.bytes ?? new Uint8Array()).type;
}

function readTensorType(bytes: Uint8Array): Omit<ValueInfo, 'name'> {
  const [type, shape] = pair({ bytes }, 1, 2);
  const element = elementTypes.get(Number(type?.value ?? 0));
  return {
    dtype: element?.dtype ?? '',
    type: `tensor(${element?.onnx ?? 'undefined'})`,
    shape: shape === undefined ? [] : [...fieldsOf(shape.bytes)].map(readLength),
  };
}

function readLength({ bytes }: ProtobufField): number | string | null {
  const [length, name] = pair({ bytes }, 1, 2);
  if (name !== undefined) return textOf(name);
  return length === undefined || length.value < 0n ? null : Number(length.value);
}

/** Two fields of a small message. */
function pair(
  { bytes }: Pick<ProtobufField, 'bytes'>,
  first: number,
  second: number,
): [ProtobufField | undefined, ProtobufField | undefined] {
  const fields = [...fieldsOf(bytes)];
  return [fields.find(({ number }) => number === first), fields.find(({ number }) => number === second)];
}
