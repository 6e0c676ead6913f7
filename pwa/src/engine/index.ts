/** Engines: servers that run native plugins and jobs. */
export { engineApi } from './engine_api.js';
export { type EngineCallControls, EngineClient, type EnginePlugin, type OpenSocket } from './engine_client.js';
export { engineFetch, isEngineFile } from './engine_files.js';
export { type EngineLink, parseEngineLink } from './engine_link.js';
export { readFinish, readProgress } from './read_job.js';
export { isInvitation, redeemed } from './redeem.js';
