/** The public members of an object: what a peer may call and read of it. */

/** Names of methods and of properties. */
export interface Members {
  readonly methods: readonly string[];
  readonly props: readonly string[];
}

/** The other side asked for what was not offered to it. */
export class NotExported extends TypeError {
  override readonly name = 'NotExported';
}

const restrictions = new WeakMap<object, Members>();

/** Makes these the only public members of an object. */
export function restrict(target: object, members: Members): void {
  restrictions.set(target, members);
}

/** @returns the members to which an object was restricted, if it was. */
export function restrictionOf(target: object): Members | undefined {
  return restrictions.get(target);
}

/** @returns the members of an object and its classes: nothing that Object has, and nothing that begins with a `_`. */
export function membersOf(target: object): Members {
  const restricted = restrictions.get(target);
  if (restricted) return restricted;
  const methods = new Set<string>();
  const props = new Set<string>();
  for (
    let each: object | null = target;
    each && each !== Object.prototype;
    each = Object.getPrototypeOf(each) as object | null
  ) {
    for (const [name, { value, get }] of Object.entries(Object.getOwnPropertyDescriptors(each))) {
      if (name === 'constructor' || name.startsWith('_') || methods.has(name) || props.has(name)) continue;
      if (typeof value === 'function') methods.add(name);
      else if (get || each === target) props.add(name);
    }
  }
  return { methods: [...methods], props: [...props] };
}

/** @returns the public properties of an object as they are now; undefined when it has none. */
export function propsOf(target: object): { [name: string]: unknown } | undefined {
  const { props } = membersOf(target);
  if (props.length === 0) return undefined;
  const out: { [name: string]: unknown } = {};
  for (const name of props) {
    try {
      out[name] = Reflect.get(target, name) as unknown;
    } catch {
      // A getter that raises has no value to show.
    }
  }
  return out;
}
