/** What ImJoy's functions need done besides what the host does for all. Implemented by the workspace. */
import type { ParamDescription } from '../contracts/plugin.js';
import type { Caller, Picture } from '../host/index.js';

/** A question or message; `html` is cleaned before it is shown. */
export interface Message {
  readonly title: string;
  readonly text: string;
  /** "" for plain text. */
  readonly html: string;
  /** Words on the buttons; "" for the usual ones. */
  readonly confirmText: string;
  readonly cancelText: string;
}

export interface ImJoyServices {
  /** Tells the person something for some seconds. */
  tell(caller: Caller, text: string, seconds: number): void;
  /** Shows how far the plugin's run is; what is left out stays as it was. */
  report(caller: Caller, progress: { readonly fraction?: number | null; readonly text?: string }): void;
  /** @param picture an address is fetched where the plugin was granted it. */
  logPicture(caller: Caller, picture: Picture): Promise<void>;
  alert(caller: Caller, message: Message): Promise<void>;
  confirm(caller: Caller, message: Message): Promise<boolean>;
  prompt(caller: Caller, message: Message, value: string): Promise<string | null>;
  /** Asks for the values of a form. @returns null when the person cancels. */
  form(
    caller: Caller,
    title: string,
    text: string,
    params: readonly ParamDescription[],
  ): Promise<{ readonly [name: string]: unknown } | null>;
  /** Whether a plugin of this name is installed. */
  hasPlugin(name: string): boolean;
  /** Installs a plugin from its address or its whole text; the person is asked. @returns its id. */
  installSource(caller: Caller, source: string): Promise<string>;
  loadPlugin(caller: Caller, source: string): Promise<unknown>;
  uninstallPlugin(caller: Caller, name: string): Promise<void>;
  /** Values that the plugin keeps; null forgets one. */
  setConfig(caller: Caller, name: string, value: string | null): void;
  getConfig(caller: Caller, name: string): string | null;
  /** The text of the plugin's file; null for the page. */
  sourceOf(
    caller: Caller,
  ): Promise<{ readonly text: string; readonly fileName: string; readonly tag: string | null } | null>;
  openUrl(caller: Caller, url: URL): Promise<void>;
}
