export type { BootFiles, BootSource, FetchOptions } from './boot_source.js';
export { type Box, HoldingFrame } from './holding_frame.js';
export { type PoolDependencies, SandboxPool } from './pool.js';
export type { Provision, ReadySandbox } from './ready_sandbox.js';
export { Sandbox } from './sandbox.js';
