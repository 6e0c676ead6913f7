export { SandboxPool } from './pool.js';
export { RuntimeFiles, type FetchOptions } from './runtime_files.js';
export { Sandbox } from './sandbox.js';
