import { describe, expect, it } from 'vitest';
import { NO_PERMISSIONS, type Permissions } from '../../../../pwa/src/contracts/permissions.js';
import { permissionCount, permissionLines } from '../../../../pwa/src/ui/manager/permission_lines.js';

const everything: Permissions = {
  network: ['https://example.org', 'http://plain.example', 'https://packages.example', '*'],
  camera: true,
  microphone: true,
  clipboard: true,
  engine: true,
  plugins: ['Other'],
};

describe('permissions as lines', () => {
  it('have one for each thing, with a title and a reason of their own', () => {
    const lines = permissionLines(everything);
    expect(lines).toHaveLength(9);
    expect(new Set(lines.map(({ title }) => title)).size).toBe(9);
    expect(lines.every(({ why }) => why.endsWith('.'))).toBe(true);
    expect(permissionLines(NO_PERMISSIONS)).toEqual([]);
  });

  it('tell an open connection and any address from other origins', () => {
    const [other, plain, index, any] = permissionLines(everything);
    expect(other?.title).toBe('Connect to https://example.org');
    expect(plain?.why).toContain('not encrypted');
    expect(index?.title).toBe('Connect to https://packages.example');
    expect(any?.title).toBe('Connect to any address');
  });

  it('are granted and withdrawn one by one', () => {
    for (const line of permissionLines(everything)) {
      const less = line.set(everything, false);
      expect([line.isIn(everything), line.isIn(less)]).toEqual([true, false]);
      expect(permissionCount(less)).toBe(permissionCount(everything) - 1);
      expect(line.isIn(line.set(less, true))).toBe(true);
      expect(permissionCount(line.set(everything, true)), 'nothing is granted twice').toBe(9);
    }
  });
});
