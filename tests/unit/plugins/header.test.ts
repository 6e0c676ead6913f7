import { describe, expect, test } from 'vitest';
import { NO_PERMISSIONS } from '../../../pwa/src/contracts/permissions.js';
import { parseHeader } from '../../../pwa/src/plugins/header.js';

const good = `# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy", "scikit-image"]
#
# [tool.coverslip]
# name = "Count nuclei"
# version = "1.0.0"
# description = "Counts."
# authors = ["A. Person"]
# license = "MIT"
# network = ["https://example.org"]
# camera = true
# samples = ["img2d.tif"]
# ///
import numpy
`;

describe('a plugin header', () => {
  test('gives every field', () => {
    expect(parseHeader(good, 'count.py')).toEqual({
      kind: 'python',
      name: 'Count nuclei',
      version: '1.0.0',
      description: 'Counts.',
      authors: ['A. Person'],
      licence: 'MIT',
      icon: '',
      dependencies: ['numpy', 'scikit-image'],
      requiresPython: '>=3.11',
      permissions: { ...NO_PERMISSIONS, network: ['https://example.org'], camera: true },
      samples: ['img2d.tif'],
    });
  });

  test('may come after a docstring, with a byte order mark and Windows line ends', () => {
    const text = `\uFEFF"""What it does."""\r\n${good.replaceAll('\n', '\r\n')}`;
    expect(parseHeader(text, 'count.py').name).toBe('Count nuclei');
  });

  test('that names nothing takes the name of the file', () => {
    const header = parseHeader('# /// script\n# dependencies = []\n# ///\n', 'smooth.py');
    expect(header.name).toBe('smooth');
    expect(header.version).toBe('0');
  });

  test.each([
    ['no header', 'import numpy\n', /count\.py is no Coverslip plugin: it has no header/],
    ['a header that is not closed', '# /// script\n# dependencies = []\n', /opens in line 1 is not closed/],
    [
      'code within the header',
      '\n# /// script\n# dependencies = []\nimport os\n# ///\n',
      /line 4: the header is not closed/,
    ],
    ['two headers', good + good, /two headers/],
    [
      'broken TOML',
      '# /// script\n# dependencies = [\n# name = 1\n# ///\n',
      /count\.py, line \d+: the header is not valid TOML/,
    ],
    [
      'an unknown key',
      '# /// script\n# [tool.coverslip]\n# versoin = "1"\n# ///\n',
      /unknown key “versoin”. Did you mean “version”\?/,
    ],
    [
      'an unknown key of its own',
      '# /// script\n# dependancies = []\n# ///\n',
      /the header has an unknown key “dependancies”. Did you mean “dependencies”/,
    ],
    [
      'a number for a name',
      '# /// script\n# [tool.coverslip]\n# name = 3\n# ///\n',
      /“name” in the header must be text/,
    ],
    [
      'text for a list',
      '# /// script\n# dependencies = "numpy"\n# ///\n',
      /“dependencies” in the header must be a list/,
    ],
  ])('with %s says so', (_what, text, message) => {
    expect(() => parseHeader(text, 'count.py')).toThrow(message);
  });
});
