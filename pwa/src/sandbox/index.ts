export type { BootFiles, BootSource, FetchOptions } from './boot_source.js';
export { SandboxPool } from './pool.js';
export { Sandbox } from './sandbox.js';
