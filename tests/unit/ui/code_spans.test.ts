import { expect, it } from 'vitest';
import { codeSpans } from '../../../pwa/src/ui/code_spans.js';

it.each([
  ['Report `steps` times.', ['Report ', 'steps', ' times.']],
  ['As ``numpy.ndarray`` has it.', ['As ', 'numpy.ndarray', ' has it.']],
  ['One ` alone.', ['One ` alone.']],
])('code in a docstring is what stands in backquotes: %s', (text, parts) => {
  expect(codeSpans(text)).toEqual(parts);
});
