/** What is made when it is first needed. */

export interface Lazy<T> {
  (): Promise<T>;
  /** What somebody needed already; null when nobody did. */
  readonly begun: () => Promise<T> | null;
}

/** @returns a function that gives the same each time; a failure is not kept, so that it can be tried again. */
export function lazily<T>(make: () => Promise<T>): Lazy<T> {
  let made: Promise<T> | null = null;
  const get = (): Promise<T> => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
  return Object.assign(get, { begun: () => made });
}
