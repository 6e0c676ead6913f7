export type { BootFiles, BootSource, FetchOptions } from './boot_source.js';
export { openGate } from './gate.js';
export { type Box, HoldingFrame } from './holding_frame.js';
export { SandboxPool } from './pool.js';
export { Sandbox } from './sandbox.js';
