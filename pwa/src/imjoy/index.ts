/** ImJoy's plugin files and api. What is heavy here is loaded by `import()` where it is needed. */
export { imjoyFormat } from './format.js';
export { withLinkValues } from './link_values.js';
export { Operators } from './operators.js';
export { shownOf } from './shown.js';
