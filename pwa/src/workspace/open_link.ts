/** Follows a link: installs its plugin (asking first), opens its image, and shows the form with its values. */
import { FormatError } from '../contracts/errors.js';
import { isOwnEngine } from '../engine/engine_link.js';
import { type AppLink, type PluginRecord, parseLink } from '../plugins/index.js';
import type { Engines } from './engines.js';
import type { Images } from './images.js';
import type { Library } from './library.js';
import { entrySource, type Repositories } from './repositories.js';
import type { Runner } from './runner.js';
import type { TaskControls, Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface LinkParts {
  readonly base: URL;
  readonly workspace: Workspace;
  readonly library: Library;
  readonly images: Images;
  readonly runner: Runner;
  readonly repositories: Repositories;
  readonly tasks: Tasks;
  readonly engines: () => Promise<Engines>;
  /** Asks the person. */
  readonly confirm: (question: string) => Promise<boolean>;
}

/** @param hash the part of the address from `#` on. What is wrong with it becomes a notice. */
export async function openLink(hash: string, parts: LinkParts): Promise<void> {
  const { base, tasks } = parts;
  await tasks.run('Opening the link', async (controls) => {
    const link = parseLink(hash);
    if (link === null) return;
    if (link.engine !== null) {
      controls.report(null, 'Connecting the engine');
      await connectEngine(hash, link.engine, parts);
    }
    if ([link.plugin, link.repo, link.start, link.data].every((each) => each === null)) return;
    const source = await pluginOf(link, parts, controls);
    if (source === null) {
      if (link.data !== null) await openImage(imageAddress(link.data, base), parts, controls);
      return;
    }
    // What can't be fetched at all is told before anything else is begun.
    const dataUrl = link.data === null ? null : imageAddress(link.data, base);
    const { header, id } = await install(source, link, parts, controls);
    if (header.kind === 'collection') return;
    const takesAll = header.imjoy !== undefined;
    if (await showOp(id, link, parts, controls)) return;
    // A plugin of ImJoy gets the address itself, and does with it what it likes.
    if (dataUrl === null || takesAll) return;
    await openImage(dataUrl, parts, controls);
  });
}

async function connectEngine(hash: string, engine: string, { base, engines, confirm }: LinkParts): Promise<void> {
  const left = new URLSearchParams(hash.slice(hash.indexOf('?') + 1));
  for (const name of ['engine', 'token']) left.delete(name);
  // The token belongs into no bookmark, and into nothing that is copied from the address bar.
  history.replaceState(history.state, '', left.size > 0 ? `#/app?${left}` : base.pathname);
  // What is run on an engine leaves this browser. The one that serves the page itself was chosen with it.
  const isOwn = isOwnEngine(engine, base);
  const question = `This link connects the app to the engine at ${engine}, a server that can run plugins on what you send to it. Connect it?`;
  if (isOwn || (await confirm(question))) await (await engines()).connect(new URL(hash, base).href);
}

async function openImage(url: URL, { images }: LinkParts, { signal, report }: TaskControls): Promise<void> {
  const onFraction = (fraction: number) =>
    report(fraction < 1 ? fraction : null, fraction < 1 ? 'Fetching the image' : 'Reading the image');
  const image = await (await images.opener()).url(url, { signal, onFraction });
  images.show([image], image.name, url.href);
}

/** What to install; null when the link shows a repository only. */
async function pluginOf(link: AppLink, parts: LinkParts, { signal, report }: TaskControls): Promise<string | null> {
  const { repositories, library } = parts;
  const plugin = link.plugin ?? link.start;
  const repo = link.repo ?? (plugin !== null && repositories.isRepository(plugin) ? plugin : null);
  // A list that is still open from before would hide what this link shows.
  repositories.close();
  if (repo === null) return plugin;
  report(null, 'Looking at the repository');
  if (plugin === null || plugin === repo) {
    await repositories.open(repo, signal);
    return null;
  }
  const found = await repositories.look(repo, signal);
  return library.find(plugin) === null || found.entries.some(({ name }) => name === plugin)
    ? entrySource(found, plugin)
    : plugin;
}

async function install(source: string, link: AppLink, parts: LinkParts, controls: TaskControls): Promise<PluginRecord> {
  controls.report(null, 'Looking at the plugin');
  return parts.library.install(source, { sha256: link.sha256, signal: controls.signal });
}

/** Shows the form of the link's op with its values, and runs it where that is what a link is for. @returns whether it ran. */
async function showOp(id: string, link: AppLink, parts: LinkParts, { report }: TaskControls): Promise<boolean> {
  const { workspace, library, runner } = parts;
  report(null, 'Starting the plugin');
  const { header } = library.record(id);
  // Its ops may be known, and it would be shown as if it could be run.
  library.checkEnabled(id);
  library.setLinkValues(id, linkValues(link));
  const ops = await library.ops(id);
  const isWindow = header.kind === 'window' || header.kind === 'rpc-window';
  if (ops.length === 0 && header.imjoy !== undefined && !isWindow && link.run === null) return false;
  const { chooseOp, presetValues } = await import('../plugins/preset.js');
  const op = chooseOp(ops, link.run, header.name);
  // ImJoy's plugins get every value as it is; those that their form has are shown in it, too.
  const known = new Map([...link.params].filter(([name]) => op.params.some((param) => param.name === name)));
  const preset = presetValues(op, header.imjoy === undefined ? link.params : known);
  workspace.update({ selected: { pluginId: id, op: op.name, preset } });
  if (!isWindow && link.start === null) return false;
  const values = Object.entries(preset).map(([name, value]) => [name, { kind: 'json', value }] as const);
  await runner.runForm(id, op.name, Object.fromEntries(values));
  return isWindow;
}

/** What reaches an ImJoy plugin's `run` as `ctx.data` and `ctx.config`. */
function linkValues({ data, params }: AppLink): Record<string, string> {
  return { ...Object.fromEntries(params), ...(data === null ? {} : { data }) };
}

function imageAddress(text: string, base: URL): URL {
  const url = URL.canParse(text, base) ? new URL(text, base) : null;
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new FormatError(
      `The link's image “${text}” is no address that can be fetched. It should look like https://example.org/image.tif.`,
      'data',
    );
  }
  return url;
}
