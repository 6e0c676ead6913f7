import { describe, expect, it } from 'vitest';
import { moduleDocstring } from '../../../../pwa/src/ui/manager/docstring.js';

describe('the docstring of a module', () => {
  it('comes after comments and blank lines, without its indent', () => {
    const source =
      '# /// script\n# ///\n\n"""Count nuclei.\n\n    Then measure:\n\n    * area\n      and more\n    """\nimport numpy\n';
    expect(moduleDocstring(source)).toBe('Count nuclei.\n\nThen measure:\n\n* area\n  and more');
  });

  it('is read with its escapes, or without where it is raw', () => {
    expect(moduleDocstring('"a \\u00b5m \\x41 \\"b\\" \\\\ \\q"')).toBe('a µm A "b" \\ \\q');
    expect(moduleDocstring('"""\\U0001F52C one \\\nline"""')).toBe('🔬 one line');
    expect(moduleDocstring("r'''\\alpha'''")).toBe('\\alpha');
  });

  it('may have a byte order mark before it and Windows line ends in it', () => {
    expect(moduleDocstring('\uFEFF"""a\r\n  b\r\n"""')).toBe('a\nb');
  });

  it('is none where the first statement is no text, or one that is computed', () => {
    expect(moduleDocstring('import numpy\n"""late"""')).toBe('');
    expect(moduleDocstring('f"{x}"')).toBe('');
    expect(moduleDocstring('b"bytes"')).toBe('');
    expect(moduleDocstring('"never\nclosed"')).toBe('');
    expect(moduleDocstring('')).toBe('');
  });
});
