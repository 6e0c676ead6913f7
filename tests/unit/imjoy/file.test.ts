import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../pwa/src/contracts/errors.js';
import { readImJoyFile } from '../../../pwa/src/imjoy/file.js';
import { headerOf } from '../../../pwa/src/imjoy/header.js';

const read = (text: string, tag: string | null = null) => readImJoyFile(text, 'x.imjoy.html', tag);
const config = (fields: object) => `<config lang="json">${JSON.stringify(fields)}</config>`;
const python = (fields: object, code = 'api.export({})') =>
  `${config({ name: 'P', type: 'web-python', ...fields })}<script lang="python">${code}</script>`;
const worker = (fields: object) =>
  `${config({ name: 'J', type: 'web-worker', ...fields })}<script lang="javascript">api.export({})</script>`;

function refusal(work: () => unknown): FormatError {
  try {
    work();
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('A plugin file of ImJoy', () => {
  it('gives all its parts', () => {
    const file = read(`<docs lang="markdown">
      # Title
      Text
      </docs>
      <config lang="yaml">
      name: Segment
      type: window
      version: 0.2
      tags: []
      ui: ""
      labels: [a, b]
      defaults: {w: 20, h: 10}
      </config>
      <script lang="javascript" src="https://a.org/m.js"></script>
      <script type="module">let a = 1</script>
      <window lang="html"><div id="app"></div></window>
      <style lang="css">p { color: red }</style>
      <style src="https://b.org/x.css"></style>
      <link rel="icon" href="https://c.org/i.png" type="image/png">
      <attachment name="model">{"a": 1}</attachment>`);
    expect(file.config).toMatchObject({
      name: 'Segment',
      type: 'window',
      version: '0.2',
      labels: ['a', 'b'],
      defaults: { w: 20, h: 10 },
      runnable: true,
    });
    expect(file.docs).toBe('# Title\nText');
    expect(file.scripts.map(({ isModule, src }) => [isModule, src])).toEqual([
      [false, 'https://a.org/m.js'],
      [true, ''],
    ]);
    expect(file.window).toBe('<div id="app"></div>');
    expect(file.styles.map(({ src }) => src)).toEqual(['', 'https://b.org/x.css']);
    expect(file.links).toEqual([{ rel: 'icon', href: 'https://c.org/i.png', type: 'image/png' }]);
    expect(file.attachments.get('model')).toBe('{"a": 1}');
    expect(headerOf(file).permissions.network).toEqual(['https://a.org', 'https://b.org', 'https://c.org']);
  });

  it('may begin with a byte order mark', () => {
    expect(read(`\uFEFF${worker({})}`).config.name).toBe('J');
  });

  it('takes the first config', () => {
    expect(read(`${worker({})}${config({ name: 'Other' })}`).config.name).toBe('J');
  });

  it('reads JSON as people write it', () => {
    const { config } = read(
      `<config lang="json">\n{\n  // a comment\n\t"name": "J",\n  'type': "web-worker",\n}\n</config><script>1</script>`,
    );
    expect(config.name).toBe('J');
  });

  it('tells the kinds', () => {
    const kinds = Object.entries({
      'web-worker': 'javascript',
      'web-python': 'python',
      'native-python': 'python',
      window: 'window',
      iframe: 'window',
      'web-python-window': 'python',
      'rpc-window': 'rpc-window',
      'rpc-worker': 'javascript',
      collection: 'collection',
    });
    for (const [type, kind] of kinds) {
      const file = read(
        `${config({ name: 'A', type })}<script lang="${/python/.test(type) ? 'python' : 'javascript'}">1</script>`,
      );
      expect(headerOf(file).kind).toBe(kind);
      expect(headerOf(file).imjoy?.type).toBe(type);
    }
  });

  it('says in which line a script begins', () => {
    expect(
      read(`<config>\nname: A\ntype: web-python\n</config>\n\n<script lang="python">\nx\n</script>`).scripts[0]?.line,
    ).toBe(6);
  });
});

describe('Requirements', () => {
  const packages = (requirements: unknown) => headerOf(read(python({ requirements }))).dependencies;

  it('may be missing, null, empty or one text', () => {
    expect(headerOf(read(python({}))).dependencies).toEqual([]);
    expect(packages(null)).toEqual([]);
    expect(packages('')).toEqual([]);
    expect(packages('numpy')).toEqual(['numpy']);
    expect(packages(['', null, 'numpy'])).toEqual(['numpy']);
  });

  it('name Python packages with and without pip:, one or several in a text', () => {
    expect(packages(['pip:scikit-image', 'numpy>=1.20', 'pip: scipy pandas==2', 'conda:pillow'])).toEqual([
      'scikit-image',
      'numpy>=1.20',
      'scipy',
      'pandas==2',
      'pillow',
    ]);
    expect(packages(['numpy >= 2', 'tifffile; sys_platform == "emscripten"'])).toEqual([
      'numpy >= 2',
      'tifffile; sys_platform == "emscripten"',
    ]);
  });

  it('name scripts, styles, modules and what is only kept', () => {
    const file = read(
      worker({
        requirements: [
          'https://a.org/lib.js?v=1',
          'js:https://b.org/npm/x',
          '//c.org/y.js',
          'https://d.org/z.css',
          'css:https://e.org/fonts?family=R',
          'mjs:https://f.org/m',
          'cache:https://g.org/font.woff2',
        ],
      }),
    );
    expect(file.config.requirements.map((each) => each.kind)).toEqual([
      'script',
      'script',
      'script',
      'style',
      'style',
      'module',
      'cache',
    ]);
    expect(headerOf(file).permissions.network).toHaveLength(7);
    expect(headerOf(file).permissions.network).toContain('https://c.org');
  });

  it('refuse commands where there is no shell, with line and field', () => {
    const text =
      '<config lang="json">\n{"name": "A",\n "type": "web-python",\n "requirements": ["cmd:make"]}\n</config>\n<script lang="python">1</script>';
    const error = refusal(() => read(text));
    expect(error.where).toBe('requirements');
    expect(error.message).toContain('x.imjoy.html, line 4:');
    expect(error.message).toContain('cmd:make');
    expect(refusal(() => read(worker({ requirements: ['jquery'] }))).message).toContain('“jquery” is no address');
  });

  it('of a native plugin are the engine’s business', () => {
    const header = headerOf(
      read(
        `${config({ name: 'N', type: 'native-python', requirements: ['cmd:x', 'repo:https://a.org/b', 'torch'] })}<script lang="python">1</script>`,
      ),
    );
    expect(header.dependencies).toEqual([]);
    expect(header.permissions.engine).toBe(true);
  });
});

describe('Older files', () => {
  it('call the type “mode”, by names of their own', () => {
    const modes = { webworker: 'web-worker', pyworker: 'native-python', webpython: 'web-python', window: 'window' };
    for (const [mode, type] of Object.entries(modes)) {
      const lang = /py/.test(mode) ? 'python' : 'javascript';
      expect(read(`${config({ name: 'A', mode })}<script lang="${lang}">1</script>`).config.type).toBe(type);
    }
  });
});

describe('What a window’s code turns to', () => {
  const asked = (code: string, type = 'window') =>
    headerOf(read(`${config({ name: 'A', type })}<script>${code}</script>`)).permissions;

  it('is asked for, though the file does not name it', () => {
    expect(asked('navigator.mediaDevices.getUserMedia({audio: false, video: true})')).toMatchObject({
      camera: true,
      microphone: false,
    });
    expect(asked('getUserMedia({audio: true})')).toMatchObject({ camera: false, microphone: true });
    expect(asked('navigator.clipboard.writeText("a")').clipboard).toBe(true);
  });

  it('is nothing where there is none, and none of a worker’s business', () => {
    const nothing = { camera: false, microphone: false, clipboard: false };
    expect(asked('document.querySelector("video").play()')).toMatchObject(nothing);
    expect(asked('getUserMedia({video: true})', 'web-worker')).toMatchObject(nothing);
  });
});

describe('Tags', () => {
  const text = `<config lang="json">
{"name": "Net", "tags": ["GPU", "CPU"], "type": {"GPU": "native-python", "CPU": "web-python"},
 "requirements": {"GPU": ["cmd:install"], "CPU": ["numpy"]}, "icon": {"GPU": "G", "CPU": "C"}, "env": {"GPU": "x", "CPU": ""},
 "ui": {"GPU": "a", "CPU": ["b: {id: 'b', type: 'number'}"]}, "flags": {"CPU": ["functional"], "GPU": []},
 "dependencies": {"CPU": "user/repo:Helper", "GPU": null}, "labels": {"CPU": ["c"], "GPU": []}, "passive": {"CPU": false, "GPU": true}}
</config>
<script lang="python" tag="GPU">gpu</script>
<script lang="python" tag="CPU">cpu</script>
<script lang="python">both</script>`;

  it('choose fields and scripts', () => {
    const file = read(text, 'CPU');
    expect(file.scripts.map((script) => script.text)).toEqual(['cpu', 'both']);
    expect(file.config).toMatchObject({
      type: 'web-python',
      icon: 'C',
      flags: ['functional'],
      labels: ['c'],
      passive: false,
    });
    expect(headerOf(file)).toMatchObject({ dependencies: ['numpy'], imjoy: { tag: 'CPU', tags: ['GPU', 'CPU'] } });
    expect(headerOf(file).permissions.plugins).toEqual(['user/repo:Helper']);
  });

  it('mean the first that needs no engine where none is chosen', () => {
    expect(read(text)).toMatchObject({ tag: 'CPU', config: { type: 'web-python' } });
    expect(read(text.replaceAll('web-python', 'native-python'))).toMatchObject({ tag: 'GPU' });
  });

  it('must be among those of the plugin', () => {
    expect(refusal(() => read(text, 'CPUs')).message).toContain('Did you mean “CPU”?');
    expect(refusal(() => read(worker({}), 'x')).message).toContain('It has no tags.');
  });

  it('do not stand for a map that means something else', () => {
    const { config: read1 } = read(worker({ tags: ['a'], env: { b: 'conda' }, defaults: { a: 1 } }));
    expect(read1.defaults).toEqual({ a: 1 });
  });
});

describe('Errors', () => {
  it('name the line of JSON and of YAML that can’t be read', () => {
    const json = refusal(() =>
      read('<docs></docs>\n<config lang="json">\n{\n "name": "A"\n "type": "window"}\n</config>'),
    );
    expect(json.message).toContain('x.imjoy.html, line 5: <config> is not valid JSON');
    const yaml = refusal(() => read('<config lang="yaml">\nname: A\ntype: [window\nui: x\n</config>'));
    expect(yaml.message).toMatch(/x\.imjoy\.html, line [345]: <config> is not valid YAML/);
  });

  it('name the line of a field of the wrong form', () => {
    const text = (field: string) =>
      `<config lang="yaml">\nname: A\ntype: web-worker\n${field}\n</config><script>1</script>`;
    expect(refusal(() => read(text('runnable: maybe')))).toMatchObject({ where: 'runnable' });
    expect(refusal(() => read(text('runnable: maybe'))).message).toContain(
      'line 4: “runnable” in <config> has to be true or false',
    );
    expect(refusal(() => read(text('defaults: 3'))).message).toContain('line 4: “defaults”');
    expect(refusal(() => read(text('labels: {a: 1}\nversion: {}'))).message).toContain('line 5: “version”');
    expect(refusal(() => read(text('requirements: [{}]'))).message).toContain('line 4: “requirements”');
  });

  it('name what is missing', () => {
    expect(refusal(() => read('<script>1</script>')).message).toContain('it has no <config> block');
    expect(refusal(() => read('<config>type: window</config>')).where).toBe('name');
    expect(refusal(() => read('<config>name: a/b</config>')).message).toContain('slash');
    expect(refusal(() => read(config({ name: 'A', type: 'web-python' }))).message).toContain('has no <script>');
    expect(refusal(() => read(config({ name: 'A', type: 'web-wroker' }))).message).toContain(
      'Did you mean “web-worker”?',
    );
    expect(refusal(() => read('<config>- a\n- b</config>')).message).toContain('has to hold an object');
    expect(refusal(() => read('<config lang="toml">a=1</config>')).message).toContain('lang="toml"');
    expect(refusal(() => read(`${config({ name: 'A' })}<script lang="ruby">1</script>`)).message).toContain(
      'lang="ruby"',
    );
  });
});
