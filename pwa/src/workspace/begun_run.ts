/** What is recorded of a run when it begins. */
import { sha256Of } from '../assets/index.js';
import type { OpDescription } from '../contracts/plugin.js';
import { NDArray } from '../rpc/index.js';
import type { RunItem } from './model.js';

type Input = RunItem['inputs'][number];

/** @param args by position; those by name are in `kwargs`. */
export async function begunRun(
  plugin: Pick<RunItem, 'id' | 'pluginId' | 'pluginName' | 'pluginSha256' | 'device'>,
  op: OpDescription,
  args: readonly unknown[],
  kwargs: object,
): Promise<RunItem> {
  const named: Record<string, unknown> = { ...kwargs };
  args.forEach((value, i) => {
    const param = op.params[i];
    if (param !== undefined) named[param.name] = value;
  });
  const inputs: Input[] = [];
  const params: Record<string, unknown> = {};
  for (const [param, value] of Object.entries(named)) {
    const arrays = (Array.isArray(value) ? value : [value]).filter((each) => each instanceof NDArray);
    for (const each of arrays) inputs.push({ param, name: each.name ?? param, sha256: await contentHash(each) });
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) params[param] = value;
  }
  return {
    ...plugin,
    op: op.name,
    title: op.title,
    params,
    inputs,
    outputs: [],
    startedAt: Date.now(),
    endedAt: null,
    state: 'running',
    progress: { fraction: null, text: '' },
    error: null,
  };
}

const hashes = new WeakMap<NDArray, Promise<string>>();

/** sha256 of an array's bytes in C order, little endian. */
function contentHash(array: NDArray): Promise<string> {
  const known = hashes.get(array);
  if (known !== undefined) return known;
  const { buffer, byteOffset, byteLength } = array.data;
  const digest = sha256Of(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  hashes.set(array, digest);
  return digest;
}
