/** The files that a description of bioimage.io names; `coverslip.bioimage.yaml_text` knows them likewise. Pure. */
import { parse } from 'yaml';
import { FormatError } from '../contracts/errors.js';

export interface Reference {
  /** A name beside the description, or an address. */
  readonly source: string;
  /** Whether nothing can be run without it. */
  readonly isNeeded: boolean;
}

export interface References {
  /** What the model is called, as a file's name. */
  readonly name: string;
  readonly files: readonly Reference[];
}

/** @throws FormatError when the text describes no model with weights in ONNX. */
export function references(text: string, name: string): References {
  const content = parsed(text, name);
  const onnx = entry(entry(content, 'weights'), 'onnx');
  if (onnx === undefined)
    throw new FormatError(
      `${name} describes no model with weights in ONNX, the format that is run here. bioimageio.core adds them: “bioimageio add-weights”.`,
      name,
    );
  const files = new Map<string, Reference>();
  const add = (value: unknown, isNeeded: boolean): void => {
    const source = typeof value === 'string' ? value : entry(value, 'source');
    if (typeof source !== 'string') return;
    const plain = source.replace(/^\.\//, '');
    if (!files.has(plain)) files.set(plain, { source: plain, isNeeded });
  };
  add(onnx, true);
  add(entry(onnx, 'external_data'), true);
  for (const key of ['test_inputs', 'test_outputs', 'covers']) for (const each of list(content, key)) add(each, false);
  for (const key of ['inputs', 'outputs'])
    for (const each of list(content, key)) add(entry(each, 'test_tensor'), false);
  add(entry(content, 'documentation'), false);
  const title = [entry(content, 'id'), entry(content, 'name')].find((each) => typeof each === 'string' && each !== '');
  return { name: String(title ?? 'model').replace(/[/\\:]+/g, '-'), files: [...files.values()] };
}

function parsed(text: string, name: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new FormatError(`${name} is no YAML: ${why}`, name, { cause: error });
  }
}

function entry(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function list(value: unknown, key: string): readonly unknown[] {
  const found = entry(value, key);
  return Array.isArray(found) ? found : [];
}
