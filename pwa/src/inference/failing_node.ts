/** Which node of a graph fails, where ONNX Runtime does not say: found by running ever other beginnings of the graph. */
import { fieldsOf, messageOf, type ProtobufField, textOf } from './protobuf.js';

interface GraphNode {
  readonly bytes: Uint8Array;
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Fields of a graph that its beginnings keep: name, initializers, inputs, what is known of values, sparse ones. */
const KEPT = new Set([2, 5, 11, 13, 15]);

/**
 * @param model a whole one.
 * @param works whether a beginning of it works, as far as the fault that is looked for goes; `last` is its last output.
 * @param isLate whether it is time to give up.
 * @returns what to call the node, such as `its operator Add (node “sum”)`; null where it can't be told.
 */
export async function failingNode(
  model: Uint8Array,
  works: (beginning: Uint8Array, last: string) => Promise<boolean>,
  isLate: () => boolean,
): Promise<string | null> {
  const nodes = nodesOf(model);
  const worksWith = (count: number) => {
    const last = nodes[count - 1]?.outputs[0] ?? '';
    return works(beginningOf(model, nodes.slice(0, count)), last);
  };
  // Where the fault does not come again, the nodes have no part in it.
  if (nodes.length === 0 || (await worksWith(nodes.length))) return null;
  let [good, bad] = [0, nodes.length];
  while (bad - good > 1) {
    if (isLate()) return null;
    const middle = Math.floor((good + bad) / 2);
    if (await worksWith(middle)) good = middle;
    else bad = middle;
  }
  const node = nodes[good];
  if (node === undefined) return null;
  const which = node.name === '' ? `that makes “${node.outputs[0]}”` : `(node “${node.name}”)`;
  return `its operator ${node.operator} ${which}`;
}

/** Nodes without outputs are none that could be asked for. */
function nodesOf(model: Uint8Array): GraphNode[] {
  const nodes = graphOf(model)
    .filter(({ number }) => number === 1)
    .map(({ bytes }) => nodeOf(bytes));
  return nodes.filter(({ outputs }) => outputs.length > 0);
}

function nodeOf(bytes: Uint8Array): GraphNode {
  const fields = [...fieldsOf(bytes)];
  const texts = (wanted: number) => fields.filter(({ number }) => number === wanted).map(textOf);
  return {
    bytes,
    operator: texts(4)[0] ?? '',
    name: texts(3)[0] ?? '',
    inputs: texts(1),
    outputs: texts(2).filter((name) => name !== ''),
  };
}

/** The same model with these nodes only. What none of them uses is an output, so that none of them is left out. */
function beginningOf(model: Uint8Array, nodes: readonly GraphNode[]): Uint8Array {
  const used = new Set(nodes.flatMap(({ inputs }) => inputs));
  const open = nodes.flatMap(({ outputs }) => outputs).filter((name) => !used.has(name));
  const last = nodes.at(-1)?.outputs[0] ?? '';
  const outputs = [...new Set([...open, last])];
  const graph = messageOf([
    ...nodes.map(({ bytes }) => [1, bytes] as const),
    ...graphOf(model)
      .filter(({ number }) => KEPT.has(number))
      .map(({ number, bytes }) => [number, bytes] as const),
    ...outputs.map((name) => [12, messageOf([[1, new TextEncoder().encode(name)]])] as const),
  ]);
  const about = [...fieldsOf(model)].filter(({ number }) => [1, 8, 25].includes(number));
  return messageOf([
    ...about.map(({ number, value, bytes }) => [number, number === 1 ? value : bytes] as const),
    [7, graph],
  ]);
}

/** A message that comes in several parts is all of them together. */
function graphOf(model: Uint8Array): ProtobufField[] {
  return [...fieldsOf(model)].filter(({ number }) => number === 7).flatMap(({ bytes }) => [...fieldsOf(bytes)]);
}
