/** The operation that a plugin's config describes: its menu entry. */
import type { ImJoyFile } from './file.js';
import { Operation } from './operation.js';
import type { Operator } from './operators.js';

/** @returns null for a plugin that only others use (`"runnable": false`). */
export function ownOperator({ config }: ImJoyFile): Operator | null {
  if (!config.runnable) return null;
  const operation = new Operation({
    name: 'run',
    type: config.name,
    title: config.name,
    description: config.description,
    ui: config.ui,
    inputs: config.inputs,
    outputs: config.outputs,
  });
  return {
    description: operation.description,
    run: null,
    arguments: (args, kwargs) => operation.arguments(args, kwargs),
  };
}
