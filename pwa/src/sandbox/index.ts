export { SandboxPool } from './pool.js';
export { type FetchOptions, RuntimeFiles } from './runtime_files.js';
export { Sandbox } from './sandbox.js';
