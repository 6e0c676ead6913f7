/** What a plugin offers to be run: what its config says, and what it registers while it runs. */
import type { OpDescription } from '../contracts/plugin.js';
import type { CallOptions, RemoteFunction } from '../rpc/index.js';

/** An operation that a plugin registered, with the function that carries it out. */
export interface Operator {
  readonly description: OpDescription;
  /** The far function; null where the plugin's own `run` does it. */
  readonly run: RemoteFunction | null;
  /** The far function that `description.update` names; null where that is a function that the plugin exports. */
  readonly update: RemoteFunction | null;
  /** See {@link Operation.arguments}. */
  readonly arguments: (args: readonly unknown[], kwargs: object) => readonly unknown[];
}

export class Operators {
  /** Told when an operation came or went. */
  onChange: () => void = () => undefined;
  private readonly byName = new Map<string, Operator>();

  /** Adds an operation, or takes the place of the one of this name. */
  set(operator: Operator): void {
    this.byName.set(operator.description.name, operator);
    this.onChange();
  }

  /** Adds what the config describes, before the others, unless the plugin has registered another in its place. */
  setOwn(operator: Operator): void {
    const others = [...this.byName];
    const known = this.byName.get(operator.description.name);
    this.byName.clear();
    for (const [name, each] of [[operator.description.name, known ?? operator] as const, ...others])
      this.byName.set(name, each);
  }

  delete(name: string): void {
    if (this.byName.delete(name)) this.onChange();
  }

  clear(): void {
    this.byName.clear();
    this.onChange = () => undefined;
  }

  get(name: string): Operator | undefined {
    return this.byName.get(name);
  }

  /** The operation whose form's changes a function of this name is told of. */
  updatedBy(name: string): Operator | undefined {
    return [...this.byName.values()].find(({ description }) => description.update === name);
  }

  descriptions(): OpDescription[] {
    return [...this.byName.values()].map(({ description }) => description);
  }
}

/** How a started plugin is called: by the operation of that name, else by the method. */
export function callerOf(
  operators: Operators,
  callMethod: (method: string, args: readonly unknown[], kwargs: object, options: CallOptions) => Promise<unknown>,
): (op: string, args: readonly unknown[], kwargs: object, options: CallOptions) => Promise<unknown> {
  return async (op, args, kwargs, options) => {
    const operator = operators.get(op);
    if (operator === undefined) {
      const updated = operators.updatedBy(op);
      if (updated === undefined) return callMethod(op, args, kwargs, options);
      const given = updated.arguments(args, kwargs);
      return updated.update === null ? callMethod(op, given, {}, options) : updated.update(...given, options);
    }
    const given = operator.arguments(args, kwargs);
    return operator.run === null ? callMethod('run', given, {}, options) : operator.run(...given, options);
  };
}
