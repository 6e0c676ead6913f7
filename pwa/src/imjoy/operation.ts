/** What a person can run of an ImJoy plugin: its form, and the `ctx` that its function gets. */
import type { OpDescription, ParamDescription } from '../contracts/plugin.js';
import { NDArray } from '../rpc/index.js';
import { isMap } from './fields.js';
import { readJoy } from './joy.js';
import { paramOf } from './joy_params.js';
import { linkValuesOf } from './link_values.js';
import { schemaParams, schemaResults } from './schema_params.js';

/** What a form is made from: the plugin's config, or what it registered as an operator. */
export interface OperationSource {
  readonly name: string;
  /** What `ctx.config.type` and `ctx.type` say, by which a function tells its operations apart. */
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly ui: unknown;
  readonly inputs: unknown;
  readonly outputs: unknown;
  /** See {@link OpDescription.update}. */
  readonly update?: string | undefined;
}

/** What ImJoy calls the context of a run. */
export interface RunContext {
  readonly config: { readonly [name: string]: unknown };
  readonly data: unknown;
  readonly name: string;
  readonly type: string;
}

export class Operation {
  readonly description: OpDescription;
  private readonly config: readonly ParamDescription[];
  private readonly data: readonly ParamDescription[];

  /** @throws FormatError when the form can't be read. */
  constructor(private readonly source: OperationSource) {
    const joy = readJoy(source.ui);
    this.data = schemaParams(source.inputs);
    const taken = new Set(this.data.map(({ name }) => name));
    this.config = joy.fields.flatMap((field) => paramOf(field) ?? []).filter(({ name }) => !taken.has(name));
    const results = schemaResults(source.outputs);
    this.description = {
      name: source.name,
      title: source.title,
      doc: joy.text || source.description,
      params: [...this.data, ...this.config],
      results: results.length > 0 ? results : [{ kind: 'value', title: '' }],
      ...(source.update === undefined ? {} : { update: source.update }),
    };
  }

  /**
   * The arguments of the plugin's function.
   *
   * A form's values and what a caller names become a context; a context that a caller made itself is completed; other
   * arguments are the caller's business.
   */
  arguments(args: readonly unknown[], kwargs: object): readonly unknown[] {
    const named = Object.keys(kwargs).length > 0;
    if (args.length > 1 || (args.length === 1 && (named || !isMap(args[0])))) return named ? [...args, kwargs] : args;
    const given = (args[0] ?? kwargs) as Record<string, unknown>;
    const names = new Set(this.description.params.map(({ name }) => name));
    const isContext = ['config', 'data', '_variables', 'type', 'name'].some((key) => key in given && !names.has(key));
    return [isContext ? this.completed(given) : this.context(given)];
  }

  private context(values: Record<string, unknown>): RunContext {
    const { type } = this.source;
    const isData = new Set(this.data.map(({ name }) => name));
    const mine = Object.entries(values).filter(([name, value]) => isData.has(name) && value !== null);
    const others = Object.entries(values).filter(([name]) => !isData.has(name));
    const link = linkValuesOf(values);
    return {
      config: { ...this.defaults(), ...link, ...Object.fromEntries(others), type },
      data: { ...link, ...Object.fromEntries(mine.map(([name, value]) => [name, bare(value)])) },
      name: this.source.title,
      type,
    };
  }

  private completed(given: Record<string, unknown>): RunContext {
    const { type, title } = this.source;
    return {
      name: title,
      type,
      data: {},
      ...given,
      config: { ...this.defaults(), type, ...(isMap(given.config) ? given.config : {}) },
    };
  }

  private defaults(): Record<string, unknown> {
    return Object.fromEntries(this.config.map((param) => [param.name, param.default]));
  }
}

/** ImJoy's plugins know arrays, and nothing of axes and pixel sizes. */
function bare(value: unknown): unknown {
  return value instanceof NDArray ? new NDArray(value.data, value.shape, value.dtype) : value;
}
