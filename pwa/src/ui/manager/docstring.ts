/** The module docstring of a Python file: what a plugin says of itself where its header holds no docs. Pure. */

/** Blank lines and comments may stand before it; `r` and `u` may stand before its quotes. */
const DOCSTRING = /^(?:\uFEFF)?(?:[ \t\f]*(?:#[^\n]*)?\r?\n)*([rRuU]?)("""|'''|"|')/;

/** @returns '' where the file has none, or one that can't be read without running Python (an f-string, bytes). */
export function moduleDocstring(source: string): string {
  const opening = DOCSTRING.exec(source);
  if (opening === null) return '';
  const [all, prefix = '', quotes = ''] = opening;
  const body = source.slice(all.length);
  const end = closing(body, quotes);
  if (end < 0) return '';
  const text = body.slice(0, end);
  return dedent(/r/i.test(prefix) ? text : unescaped(text));
}

function closing(body: string, quotes: string): number {
  for (let at = 0; at < body.length; at++) {
    if (body[at] === '\\') at++;
    else if (body.startsWith(quotes, at)) return at;
    else if (quotes.length === 1 && body[at] === '\n') return -1;
  }
  return -1;
}

const ESCAPES: { readonly [letter: string]: string } = { n: '\n', t: '\t', '\\': '\\', "'": "'", '"': '"', '\n': '' };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|(\r?\n|.))/gs,
    (all: string, x?: string, u?: string, long?: string, other?: string) => {
      const code = x ?? u ?? long;
      if (code !== undefined)
        return Number.parseInt(code, 16) <= 0x10ffff ? String.fromCodePoint(Number.parseInt(code, 16)) : all;
      return ESCAPES[(other ?? '').replace('\r', '')] ?? all;
    },
  );
}

/** As Python's inspect.cleandoc: the indent that all lines but the first share goes. */
function dedent(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\t/g, '        ').split('\n');
  const rest = lines.slice(1).filter((line) => line.trim() !== '');
  const indent = Math.min(...rest.map((line) => line.length - line.trimStart().length));
  const cut = lines.map((line, i) => (i === 0 ? line.trimStart() : line.slice(Number.isFinite(indent) ? indent : 0)));
  return cut.join('\n').trim();
}
