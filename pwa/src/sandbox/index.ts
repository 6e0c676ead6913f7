export type { BootSource, FetchOptions } from './boot_source.js';
export { SandboxPool } from './pool.js';
export type { BootFiles } from './protocol.js';
export { Sandbox } from './sandbox.js';
