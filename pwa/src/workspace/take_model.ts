/** What “Use model” does with a job's result: it is kept, opened in the form that runs it, and made to work offline. */
import type { SiteManifest } from '../contracts/site.js';
import type { KeptModels } from './kept_models.js';
import type { OfflinePlugins } from './offline_plugins.js';
import type { Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface TakeModelParts {
  readonly site: SiteManifest;
  readonly workspace: Workspace;
  readonly tasks: Tasks;
  readonly kept: () => Promise<KeptModels>;
  readonly offlinePlugins: () => Promise<OfflinePlugins>;
  /** Opens the file as one that a person chose. */
  readonly open: (file: File) => Promise<void>;
}

export async function takeModel(file: File, parts: TakeModelParts): Promise<void> {
  const { site, workspace, tasks, kept, offlinePlugins, open } = parts;
  await (await kept()).add(file);
  await open(file);
  // What runs it is fetched now, while there is a network.
  const { ort, glue, wasm } = site.inference.builds.cpu;
  // Descriptions of bioimage.io are read by a package that is loaded with the first of them.
  const packages = /\.zip$/i.test(file.name) ? ['bioimageio-spec'] : [];
  await tasks.run('Saving what the model needs offline', async ({ signal, report }) => {
    const onFraction = (fraction: number) => report(fraction, '');
    const pluginId = workspace.state.selected?.pluginId ?? '';
    await (await offlinePlugins()).provideFor(pluginId, packages, [ort, glue, wasm], { signal, onFraction });
  });
}
