/** The operation that a plugin's config describes: its menu entry. */
import type { ImJoyFile } from './file.js';
import { Operation } from './operation.js';
import type { Operator } from './operators.js';

/**
 * @param methods names of what the plugin exports; null where that is not known before it is run.
 * @returns null for a plugin that only others use (`"runnable": false`), or that has nothing to run.
 */
export function ownOperator({ config }: ImJoyFile, methods: readonly string[] | null): Operator | null {
  if (!config.runnable || methods?.includes('run') === false) return null;
  const operation = new Operation({
    name: 'run',
    type: config.name,
    title: config.name,
    description: config.description,
    ui: config.ui,
    inputs: config.inputs,
    outputs: config.outputs,
    update: methods?.includes('update') ? 'update' : undefined,
  });
  return {
    description: operation.description,
    run: null,
    update: null,
    arguments: (args, kwargs) => operation.arguments(args, kwargs),
  };
}
