/** ImJoy's plugin files and api. What is heavy here is loaded by `import()` where it is needed. */
export type { ImJoyServices, Message } from './api_services.js';
export { imjoyFormat } from './format.js';
export { type FullApi, makeFullApi, nested } from './full_api.js';
export { withLinkValues } from './link_values.js';
export { Operators } from './operators.js';
export { ServiceRegistry } from './service_registry.js';
export { shownOf, type WishedWindow, windowOf } from './shown.js';
