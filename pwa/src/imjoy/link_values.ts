/** The values of the link that opened an ImJoy plugin: they reach its `run` in `ctx.data` and `ctx.config`. */

/** Stands among the values of a form, where no parameter's name can be in its way. */
const LINK_VALUES = Symbol('values of the link');

export interface LinkValues {
  readonly [name: string]: string;
}

/** A form's values together with those of the link. */
export function withLinkValues(values: Record<string, unknown>, link: LinkValues): Record<string, unknown> {
  return Object.assign({ ...values }, { [LINK_VALUES]: link });
}

export function linkValuesOf(values: object): LinkValues {
  return (values as { readonly [LINK_VALUES]?: LinkValues })[LINK_VALUES] ?? {};
}
