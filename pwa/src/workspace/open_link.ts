/** Follows a link: installs its plugin (asking first), opens its image, and shows the form with its values. */

import { FormatError } from '../contracts/errors.js';
import { chooseOp, parseLink, presetValues } from '../plugins/index.js';
import type { Images } from './images.js';
import type { Library } from './library.js';
import type { Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface LinkParts {
  readonly base: URL;
  readonly workspace: Workspace;
  readonly library: Library;
  readonly images: Images;
  readonly tasks: Tasks;
}

/** @param hash the part of the address from `#` on. What is wrong with it becomes a notice. */
export async function openLink(hash: string, { base, workspace, library, images, tasks }: LinkParts): Promise<void> {
  await tasks.run('Opening the link', async ({ signal, report }) => {
    const link = parseLink(hash);
    if (link === null) return;
    const dataUrl = link.data === null ? null : imageAddress(link.data, base);
    report(null, 'Looking at the plugin');
    const record = await library.install(link.plugin, { sha256: link.sha256, signal });
    report(null, 'Starting the plugin');
    const ops = await library.ops(record.id);
    const op = chooseOp(ops, link.run, record.header.name);
    workspace.update({ selected: { pluginId: record.id, op: op.name, preset: presetValues(op, link.params) } });
    if (dataUrl === null) return;
    const onFraction = (fraction: number) =>
      report(fraction < 1 ? fraction : null, fraction < 1 ? 'Fetching the image' : 'Reading the image');
    const image = await images.fetch(dataUrl, { signal, onFraction });
    images.show([image], image.name ?? dataUrl.pathname.slice(dataUrl.pathname.lastIndexOf('/') + 1));
  });
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
