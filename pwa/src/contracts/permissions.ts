/** What a plugin may do besides computing on what it is given. Its header asks for it, and the person grants it. */
export interface Permissions {
  /** Origins that it may send requests to, such as "https://example.org". */
  readonly network: readonly string[];
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly clipboard: boolean;
  /** Run work on the remote engine that the person has connected. */
  readonly engine: boolean;
  /** Names or addresses of the plugins that it calls. */
  readonly plugins: readonly string[];
}

/** A plugin with these is sealed. */
export const NO_PERMISSIONS: Permissions = {
  network: [],
  camera: false,
  microphone: false,
  clipboard: false,
  engine: false,
  plugins: [],
};
