/** Functions of earlier versions of ImJoy, which files in the wild still call, by what has taken their place. */
import { isRecord } from '../host/index.js';
import type { ServiceRegistry } from './service_registry.js';

type Fields = Readonly<Record<string, unknown>>;

export interface PresentFunctions {
  readonly registerService: (fields: Fields) => Promise<string>;
  readonly unregisterService: (id: unknown) => Promise<void>;
  /** The handle of an open window by its id or name. */
  readonly getWindow: (window: unknown) => Promise<object | null>;
}

export function olderNames(present: PresentFunctions, registry: ServiceRegistry, owner: string) {
  return {
    /** What is registered without a type is an entry of the menu. */
    register: async (given: unknown, more?: unknown) =>
      present.registerService({ type: 'operator', ...fieldsOf('register', given), ...(isRecord(more) ? more : {}) }),
    /** By its id, or by its name among the entries of the menu. */
    unregister: async (given: unknown) => {
      const { id, name, type = 'operator' } = isRecord(given) ? given : { name: given };
      if (typeof id === 'string') return present.unregisterService(id);
      const [mine] = registry.find({ type, name }, owner);
      if (mine === undefined) throw new Error(`unregister: there is no ${String(type)} “${String(name)}”.`);
      return present.unregisterService(mine.id);
    },
    /** Windows were numbered, and updated by that number; now they have handles, whose `run` does it. */
    updateWindow: async (given: unknown, more?: unknown) => {
      const fields = { ...fieldsOf('updateWindow', given), ...(isRecord(more) ? more : {}) };
      const window = await windowOf(fields.id ?? fields.name, present);
      const run: unknown = window === null ? undefined : Reflect.get(window, 'run');
      if (typeof run !== 'function')
        throw new Error('updateWindow: expected “id”, what createWindow gave, of a window with a function “run”.');
      return Reflect.apply(run, window, [{ data: fields.data ?? {}, config: fields.config ?? {} }]) as unknown;
    },
  };
}

async function windowOf(id: unknown, { getWindow }: PresentFunctions): Promise<object | null> {
  return typeof id === 'object' && id !== null ? id : getWindow(id);
}

function fieldsOf(fn: string, given: unknown): Fields {
  if (isRecord(given)) return given;
  throw new TypeError(`${fn}: expected an object that names its arguments.`);
}
