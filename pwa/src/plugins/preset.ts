/** Values of a link, as the parameters of an op take them. */
import { FormatError } from '../contracts/errors.js';
import type { OpDescription, ParamDescription } from '../contracts/plugin.js';
import { suggest } from './nearest.js';

/**
 * The op that a link names, or the first.
 *
 * @throws FormatError when there is no such op.
 */
export function chooseOp(ops: readonly OpDescription[], name: string | null, plugin: string): OpDescription {
  const op = name === null ? ops[0] : ops.find((candidate) => candidate.name === name);
  if (op !== undefined) return op;
  if (name === null) throw new FormatError(`The plugin “${plugin}” has nothing to run.`, 'run');
  const names = ops.map((candidate) => candidate.name);
  throw new FormatError(
    `The link asks to run “${name}”, which the plugin “${plugin}” does not have. ${suggest(name, names)}`,
    'run',
  );
}

/**
 * Reads a link's values by the op's parameters.
 *
 * @throws FormatError naming a value that no parameter takes, or that has the wrong form.
 */
export function presetValues(op: OpDescription, params: ReadonlyMap<string, string>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of params) {
    const param = op.params.find((candidate) => candidate.name === name);
    if (param === undefined) {
      const names = op.params.map((candidate) => candidate.name);
      throw new FormatError(
        `The link sets “${name}”, which “${op.title}” does not take. ${suggest(name, names)}`,
        name,
      );
    }
    values[name] = presetValue(param, text);
  }
  return values;
}

function presetValue(param: ParamDescription, text: string): unknown {
  const { type } = param;
  const fail = (expected: string) =>
    new FormatError(`The link sets “${param.name}” to “${text}”; expected ${expected}.`, param.name);
  switch (type.kind) {
    case 'number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value)) throw fail('a number');
      if (type.integer && !Number.isInteger(value)) throw fail('a whole number');
      if (type.min !== null && value < type.min) throw fail(`at least ${type.min}`);
      if (type.max !== null && value > type.max) throw fail(`at most ${type.max}`);
      return value;
    }
    case 'boolean':
      if (/^(true|yes|on|1)$/i.test(text)) return true;
      if (/^(false|no|off|0)$/i.test(text)) return false;
      throw fail('true or false');
    case 'string':
      return text;
    case 'choice': {
      const choice = type.choices.find(({ value, label }) => String(value) === text || label === text);
      if (choice === undefined) throw fail(`one of ${type.choices.map(({ label }) => label).join(', ')}`);
      return choice.value;
    }
    case 'image':
    case 'labels':
    case 'layers':
    case 'points':
    case 'shapes':
    case 'table':
    case 'file':
    case 'any':
      throw new FormatError(
        `The link sets “${param.name}”, which can't be written into a link; an image is given by “data=”.`,
        param.name,
      );
  }
}
