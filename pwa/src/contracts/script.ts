/** What the page says to a worker that runs a plugin in JavaScript. Types without logic. */

/** Code that a plugin asks for besides its own; fetched through the host's broker, as far as that is granted. */
export interface ScriptLibrary {
  readonly url: string;
  readonly isModule: boolean;
}

export interface ScriptSource {
  readonly text: string;
  /** Line of the plugin's file in which the text begins. */
  readonly line: number;
  readonly isModule: boolean;
}

/** A plugin, as its worker gets it. */
export interface ScriptPlugin {
  readonly name: string;
  readonly fileName: string;
  readonly libraries: readonly ScriptLibrary[];
  readonly scripts: readonly ScriptSource[];
  /** Whether it is done without exporting anything. */
  readonly isPassive: boolean;
  /** What `api` has besides functions: `TAG`, `WORKSPACE`, `ENGINE_URL`, `config`, `id`. */
  readonly constants: { readonly [name: string]: unknown };
  /** Names of the host's functions; those with a dot stand in a namespace. */
  readonly functions: readonly string[];
}

/** The worker's root. */
export interface ScriptRuntimeApi {
  /** Runs the plugin's code and its `setup`. @returns names of what it exported. */
  load(plugin: ScriptPlugin): Promise<{ readonly methods: readonly string[] }>;
  run(method: string, args: readonly unknown[], kwargs: object): Promise<unknown>;
  /** Calls a function of its life cycle, if the plugin has it. */
  leave(): Promise<void>;
}
