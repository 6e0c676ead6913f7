/**
 * The blocks of an `.imjoy.html` file: `<config>`, `<script>` and so on, side by side at its top.
 *
 * It looks like HTML, and is not: what stands between the tags is JSON, Python or Markdown, whose `<`, `&` and quotes
 * mean nothing to HTML. So only the tags of the blocks themselves are looked for, and every block knows its line.
 */
import { FormatError } from '../contracts/errors.js';

export interface Block {
  readonly tag: BlockTag;
  /** Names in lower case; an attribute without a value is "". */
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  /** Line of the file (from 1) in which the tag opens. */
  readonly line: number;
  /** Line in which `text` begins. */
  readonly textLine: number;
}

const TAGS = ['config', 'script', 'window', 'style', 'link', 'docs', 'attachment'] as const;
export type BlockTag = (typeof TAGS)[number];

const OPENING = /<!--|<(config|script|window|style|link|docs|attachment)(?=[\s/>])/gi;
const ATTRIBUTE = /\s*([^\s=>/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/y;
const TAG_END = /\s*(\/?)>/y;

/** @throws FormatError naming the line of a block that is not closed. */
export function readBlocks(file: string, fileName: string): Block[] {
  const blocks: Block[] = [];
  const lineAt = lineCounter(file);
  const opening = new RegExp(OPENING);
  for (let found = opening.exec(file); found !== null; found = opening.exec(file)) {
    if (found[0] === '<!--') {
      const end = file.indexOf('-->', found.index + 4);
      if (end < 0) break;
      opening.lastIndex = end + 3;
      continue;
    }
    const tag = (found[1] ?? '').toLowerCase() as BlockTag;
    const line = lineAt(found.index);
    const head = readHead(file, opening.lastIndex);
    if (head === null)
      throw new FormatError(
        `${fileName}, line ${line}: the tag <${tag}> can't be read; it has no “>”.`,
        `line ${line}`,
      );
    if (tag === 'link' || head.isClosed) {
      blocks.push({ tag, attributes: head.attributes, text: '', line, textLine: line });
      opening.lastIndex = head.end;
      continue;
    }
    const close = findClose(file, tag, head.end);
    if (close === null)
      throw new FormatError(
        `${fileName}, line ${line}: <${tag}> is not closed. Write </${tag}> after it.`,
        `line ${line}`,
      );
    const text = file.slice(head.end, close.start);
    blocks.push({ tag, attributes: head.attributes, text, line, textLine: lineAt(head.end) });
    opening.lastIndex = close.end;
  }
  return blocks;
}

/** Takes away what all lines are indented by; Python cares, and files indent their blocks. Lines keep their numbers. */
export function withoutIndent(text: string): string {
  const lines = text.split(/\r\n|\r|\n/);
  // What follows the opening tag on its own line is not indented by the block.
  const filled = lines.filter((line, i) => line.trim() !== '' && !(i === 0 && /^\S/.test(line)));
  const indents = filled.map((line) => /^[ \t]*/.exec(line)?.[0] ?? '');
  const common = indents.reduce((a, b) => {
    let n = 0;
    while (n < a.length && a[n] === b[n]) n++;
    return a.slice(0, n);
  }, indents[0] ?? '');
  return lines.map((line) => (line.startsWith(common) ? line.slice(common.length) : line.trimStart())).join('\n');
}

function readHead(
  file: string,
  from: number,
): { readonly attributes: Map<string, string>; readonly end: number; readonly isClosed: boolean } | null {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    TAG_END.lastIndex = at;
    const end = TAG_END.exec(file);
    if (end !== null) return { attributes, end: TAG_END.lastIndex, isClosed: end[1] === '/' };
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(file);
    if (found === null) return null;
    const name = (found[1] ?? '').toLowerCase();
    if (!attributes.has(name)) attributes.set(name, decode(found[2] ?? found[3] ?? found[4] ?? ''));
    at = ATTRIBUTE.lastIndex;
  }
}

/** The block's own closing tag. Only a window may hold further tags: those of its name are counted, scripts are skipped. */
function findClose(file: string, tag: BlockTag, from: number): { start: number; end: number } | null {
  const inner = tag === 'window' ? '|<!--|<(?:script|style|textarea|title)(?=[\\s/>])' : '';
  const nested = tag === 'window' || tag === 'docs' || tag === 'attachment';
  const pattern = new RegExp(`<(/?)${tag}(?=[\\s/>])[^>]*>${inner}`, 'gi');
  pattern.lastIndex = from;
  let depth = 1;
  for (let found = pattern.exec(file); found !== null; found = pattern.exec(file)) {
    const text = found[0].toLowerCase();
    if (found[1] === undefined) {
      const close = text === '<!--' ? '-->' : `</${text.slice(1)}`;
      const end = file.toLowerCase().indexOf(close, pattern.lastIndex);
      if (end < 0) return null;
      pattern.lastIndex = end + close.length;
    } else if (found[1] === '/') {
      depth -= 1;
      if (depth === 0) return { start: found.index, end: pattern.lastIndex };
    } else if (nested && !text.endsWith('/>')) {
      depth += 1;
    }
  }
  if (!nested || tag === 'window') return null;
  // Markdown and attachments may name their own tag without closing it: then the last closing tag counts.
  const last = file.toLowerCase().lastIndexOf(`</${tag}>`);
  return last < from ? null : { start: last, end: last + tag.length + 3 };
}

const ENTITIES: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", apos: "'" };

function decode(value: string): string {
  return value.replace(/&(amp|lt|gt|quot|apos|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole);
}

/** Gives the line of a position; positions come in ascending order. */
function lineCounter(text: string): (position: number) => number {
  let line = 1;
  let at = 0;
  return (position) => {
    for (; at < position; at++) {
      if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) line += 1;
    }
    return line;
  };
}
