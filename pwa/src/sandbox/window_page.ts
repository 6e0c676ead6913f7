/** What the page says to the code in a window's frame. Types without logic. */

/** One part of a window's page, put in place in the order of the list. */
export type WindowStep =
  /** A library: runs as any script of a page does. */
  | { readonly type: 'script'; readonly file: Blob; readonly name: string; readonly isModule: boolean }
  /** The plugin's own code: runs in a strict function, so that what it names stays its own. */
  | { readonly type: 'plugin'; readonly text: string; readonly line: number; readonly isModule: boolean }
  | { readonly type: 'style'; readonly text: string }
  | { readonly type: 'html'; readonly html: string };

export interface WindowPage {
  readonly fileName: string;
  readonly steps: readonly WindowStep[];
  /** Whether the window is done without exporting anything. */
  readonly isPassive: boolean;
  /** The plugin's config, and the tag that was chosen. */
  readonly config: { readonly [name: string]: unknown };
  readonly tag: string | null;
}

/** What the frame's root offers. */
export interface WindowRoot {
  /**
   * Builds the window.
   *
   * @param handle the window's handle, whose methods are put on what the plugin exports.
   * @param told told of errors that nobody caught, and when the person wants to leave the frame by keyboard.
   * @returns names of what the plugin exported.
   */
  load(page: WindowPage, handle: object, told: (what: 'error' | 'leave', text: string) => void): Promise<string[]>;
  invoke(name: string, args: readonly unknown[]): Promise<unknown>;
}
