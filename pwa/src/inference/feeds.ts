/** What is given to a model, compared with what it takes: ONNX Runtime's own words name neither side of everything. */
import { ModelError } from '../contracts/errors.js';
import type { ValueInfo } from '../contracts/model.js';
import { NDArray } from '../rpc/index.js';

export type Feeds = { readonly [name: string]: NDArray };

/** @throws ModelError naming the input, what the model takes and what was given. */
export function checkFeeds(inputs: readonly ValueInfo[], feeds: { readonly [name: string]: unknown }): Feeds {
  const names = inputs.map(({ name }) => name);
  const stranger = Object.keys(feeds).find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw invalid(`The model has no input “${stranger}”; it takes ${names.map(quoted).join(', ') || 'none'}.`);
  const missing = names.filter((name) => !Object.hasOwn(feeds, name));
  if (missing.length > 0)
    throw invalid(
      `The model's input ${missing.map(quoted).join(', ')} was not given; it takes ${inputs.map(words).join(', ')}.`,
    );
  for (const info of inputs) checkInput(info, feeds[info.name]);
  return feeds as Feeds;
}

/** @throws ModelError naming what is no output, or none that can be taken. */
export function checkOutputs(outputs: readonly ValueInfo[], wanted: readonly string[] | null): readonly string[] {
  const names = outputs.map(({ name }) => name);
  const stranger = wanted?.find((name) => !names.includes(name));
  if (stranger !== undefined)
    throw invalid(`The model has no output “${stranger}”; it gives ${names.map(quoted).join(', ')}.`);
  const given = wanted ?? names;
  const strange = outputs.find(({ name, dtype, type }) => given.includes(name) && dtype === '' && type !== 'undefined');
  if (strange !== undefined) {
    const others = outputs.filter(({ dtype }) => dtype !== '').map(({ name }) => quoted(name));
    throw new ModelError(
      'NotImplemented',
      `The model's output “${strange.name}” is of the type ${strange.type}, which can't be taken out in the browser. ${others.length > 0 ? `Ask for ${others.join(', ')} only, or export` : 'Export'} the model so that it gives tensors (from scikit-learn: zipmap=False).`,
    );
  }
  return given;
}

function checkInput(info: ValueInfo, given: unknown): void {
  const { name, dtype, shape } = info;
  if (!(given instanceof NDArray))
    throw invalid(
      `The model's input “${name}” takes an array, but ${describe(given)} was given. Make one: new coverslip.NDArray(typedArray, shape).`,
    );
  if (dtype === '')
    throw new ModelError(
      'NotImplemented',
      `The model's input “${name}” is of the type ${info.type}, which can't be given in the browser. Export the model so that it takes tensors.`,
    );
  const isText = /^[US]\d/.test(given.dtype);
  if (dtype === 'U' ? !isText : dtype !== given.dtype)
    throw invalid(
      `The model's input “${name}” takes ${typeWords(info)}, but an array of ${isText ? 'texts' : given.dtype} was given. Convert it, such as with astype("${dtype}").`,
    );
  // A model without a shape takes any; one of no axes can't be told from it.
  if (shape.length === 0) return;
  const got = `[${given.shape.join(', ')}]`;
  if (given.ndim !== shape.length)
    throw invalid(
      `The model's input “${name}” takes ${shape.length} axes, ${typeWords(info)}, but an array of ${given.ndim}, ${got}, was given.`,
    );
  const wrong = shape.findIndex((length, axis) => typeof length === 'number' && length !== given.shape[axis]);
  if (wrong >= 0)
    throw invalid(
      `The model's input “${name}” takes ${typeWords(info)}, but ${got} was given: axis ${wrong} has the length ${given.shape[wrong]}, not ${shape[wrong]}.`,
    );
}

function words(info: ValueInfo): string {
  return `${quoted(info.name)} ${typeWords(info)}`;
}

function typeWords({ type, shape }: ValueInfo): string {
  const lengths = shape.map((length) => length ?? '?').join(', ');
  return `${type}${shape.length > 0 ? ` [${lengths}]` : ''}`;
}

function quoted(name: string): string {
  return `“${name}”`;
}

function describe(given: unknown): string {
  if (given === null || typeof given !== 'object') return `${typeof given} ${String(given)}`;
  const name = given.constructor?.name ?? 'value';
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

function invalid(message: string): ModelError {
  return new ModelError('InvalidArgument', message);
}
