import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../pwa/src/contracts/errors.js';
import { readBlocks, withoutIndent } from '../../../pwa/src/imjoy/blocks.js';

const read = (text: string) => readBlocks(text, 'x.imjoy.html');

describe('The blocks of a file', () => {
  it('stand in any order and know their lines', () => {
    const blocks = read(
      '<docs>\nhello\n</docs>\n\n<config lang="json">{}</config>\n<script lang="python">\nx = 1\n</script>\n',
    );
    expect(blocks.map(({ tag, line, textLine }) => [tag, line, textLine])).toEqual([
      ['docs', 1, 1],
      ['config', 5, 5],
      ['script', 6, 6],
    ]);
    expect(blocks[2]?.text).toBe('\nx = 1\n');
  });

  it('count lines with any line break', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(read(`${end}${end}<config>{}</config>${end}<script>1</script>`).map(({ line }) => line)).toEqual([3, 4]);
    }
  });

  it('read attributes in quotes of either kind, without quotes and without value, over several lines', () => {
    const [block] = read('<SCRIPT\n  lang="python" TAG=\'GPU\'\n  type=module async data="a &amp; b">1</SCRIPT >');
    expect(Object.fromEntries(block?.attributes ?? [])).toEqual({
      lang: 'python',
      tag: 'GPU',
      type: 'module',
      async: '',
      data: 'a & b',
    });
  });

  it('hold what HTML would choke on', () => {
    const [config, script] = read(
      '<config lang="json">{"description": "a <b> & c </p>"}</config><script lang="python">if a <b and c> d: x = "<config>"</script>',
    );
    expect(config?.text).toBe('{"description": "a <b> & c </p>"}');
    expect(script?.text).toBe('if a <b and c> d: x = "<config>"');
  });

  it('are not looked for in comments, in documentation or in a window', () => {
    const blocks = read(
      [
        '<!-- <config>no</config> -->',
        '<docs>write <script>…</script> and <config> so</docs>',
        '<window><div><style>p{}</style><script>let a = "</window>"</script></div></window>',
        '<config>{}</config>',
      ].join('\n'),
    );
    expect(blocks.map(({ tag }) => tag)).toEqual(['docs', 'window', 'config']);
    expect(blocks[1]?.text).toContain('let a = "</window>"');
  });

  it('take a link and a closed tag as whole blocks', () => {
    const blocks = read(
      '<link rel="stylesheet" href="https://a.org/x.css"><style src="https://a.org/y.css" /><script src="a.js"></script>',
    );
    expect(blocks.map(({ tag, text }) => [tag, text])).toEqual([
      ['link', ''],
      ['style', ''],
      ['script', ''],
    ]);
  });

  it('name the line of one that is not closed', () => {
    expect(() => read('\n\n<script lang="python">\nx = 1\n')).toThrow('line 3: <script> is not closed');
    expect(() => read('<config>{}</config>\n<script lang="python"')).toThrow(FormatError);
  });

  it('allow documentation that names its own tag', () => {
    const [docs, config] = read('<docs>The block `<docs>` holds Markdown.</docs><config>{}</config>');
    expect(docs?.text).toBe('The block `<docs>` holds Markdown.');
    expect(config?.tag).toBe('config');
  });
});

describe('Taking away the indent', () => {
  it('leaves the lines where they are', () => {
    expect(withoutIndent('\n    import os\n\n    def f():\n        return 1\n  ')).toBe(
      '\nimport os\n\ndef f():\n    return 1\n',
    );
  });

  it('does nothing where a line is not indented', () => {
    expect(withoutIndent('\nimport os\n  # c\n')).toBe('\nimport os\n  # c\n');
  });

  it('does not mistake what follows the tag for an indent of none', () => {
    expect(withoutIndent('import os\n    x = 1')).toBe('import os\nx = 1');
  });
});
