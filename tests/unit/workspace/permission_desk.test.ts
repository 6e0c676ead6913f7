import { expect, test } from 'vitest';
import { NO_PERMISSIONS } from '../../../pwa/src/contracts/permissions.js';
import { markOf } from '../../../pwa/src/workspace/permission_desk.js';

test('Only a worker without grants is called sealed, and a window never one that has no other way out', () => {
  const granted = { ...NO_PERMISSIONS, network: ['https://example.org'] };
  const marks = (['python', 'javascript', 'window', 'rpc-window'] as const).map((kind) => [
    markOf(kind, NO_PERMISSIONS),
    markOf(kind, granted),
  ]);
  expect(marks).toEqual([
    ['sealed', 'granted'],
    ['sealed', 'granted'],
    ['window', 'window'],
    ['window', 'window'],
  ]);
});
