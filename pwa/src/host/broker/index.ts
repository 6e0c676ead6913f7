export { openAnswerCache } from './answer_cache.js';
export type { BrokerClient } from './client.js';
export { KeptAnswers } from './kept_answers.js';
export { LazyBroker } from './lazy.js';
export { originOf, permits } from './permits.js';
export type { RequestLog, RequestNote } from './request_log.js';
