import { describe, expect, it } from 'vitest';
import { qrPath } from '../../../../pwa/src/ui/manager/qr_path.js';

describe('the QR code of a link', () => {
  it('is a square with free space around its finder patterns', () => {
    const code = qrPath('https://example.org/#/app?plugin=invert');
    expect(code).not.toBeNull();
    const { size, path } = code ?? { size: 0, path: '' };
    expect((size - 8 - 17) % 4, 'a version has 17 + 4 n modules').toBe(0);
    expect(path.startsWith('M4 4h1v1h-1z'), 'the first finder pattern begins at the corner').toBe(true);
    expect(path).not.toContain('M3 ');
  });

  it('is none where the link is longer than any code', () => {
    expect(qrPath('x'.repeat(3000))).toBeNull();
  });
});
