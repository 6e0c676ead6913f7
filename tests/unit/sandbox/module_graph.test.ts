import { describe, expect, test } from 'vitest';
import { ModuleGraph } from '../../../pwa/src/sandbox/module_graph.js';

/** A graph over modules by address, whose `blob:` addresses are numbers of what was made. */
function graph(files: { readonly [url: string]: string }) {
  const made: string[] = [];
  const fetched: string[] = [];
  const fetchText = async (url: string) => {
    fetched.push(url);
    const text = files[url];
    if (text === undefined) throw new Error(`no ${url}`);
    return text;
  };
  return { made, fetched, it: new ModuleGraph(fetchText, (code) => `blob:${made.push(code)}`) };
}

describe('modules that are imported by address', () => {
  test('are fetched once each, and imported as blobs, with all that they import', async () => {
    const { made, fetched, it } = graph({
      'https://a.org/lib/a.js': 'export * from "./b.js"; import "//c.org/c.js";',
      'https://a.org/lib/b.js': 'export default import.meta.url;',
      'https://c.org/c.js': 'import b from "https://a.org/lib/b.js";',
    });
    const text = 'import a, {b} from "https://a.org/lib/a.js";\nconst c = await import("https://c.org/c.js");';
    expect(await it.linked(text, null)).toBe('import a, {b} from "blob:3";\nconst c = await import("blob:2");');
    expect(fetched.sort()).toEqual(['https://a.org/lib/a.js', 'https://a.org/lib/b.js', 'https://c.org/c.js']);
    expect(made[2]).toBe('export * from "blob:1"; import "blob:2";\n//# sourceURL=https://a.org/lib/a.js');
  });

  test('may be named beside a module that has an address, and by whole addresses elsewhere', async () => {
    const { it } = graph({ 'https://a.org/b.js': '' });
    expect(await it.linked('import "./b.js"', 'https://a.org/a.js')).toBe('import "blob:1"');
    await expect(it.linked('import "./b.js"', null)).rejects.toThrow('“./b.js”, which is no whole address');
    await expect(it.linked('import vue from "vue"', 'https://a.org/a.js')).rejects.toThrow('“vue”');
  });

  test('are left alone where they are put together while the module runs', async () => {
    const text = 'const name = "b"; import(name); import("vue"); // import "https://x.org/x.js"';
    expect(await graph({}).it.linked(text, null)).toBe(text);
  });

  test('in a ring are named', async () => {
    const { it } = graph({ 'https://a.org/a.js': 'import "./b.js"', 'https://a.org/b.js': 'import "./a.js"' });
    await expect(it.linked('import "https://a.org/a.js"', null)).rejects.toThrow(
      "ring, which can't be loaded here: https://a.org/a.js → https://a.org/b.js → https://a.org/a.js",
    );
  });

  test('that can’t be had are named', async () => {
    await expect(graph({}).it.linked('import "https://a.org/a.js"', null)).rejects.toThrow('no https://a.org/a.js');
  });

  test('with an error in them are left for the browser to refuse', async () => {
    expect(await graph({}).it.linked('import {', null)).toBe('import {');
  });
});
