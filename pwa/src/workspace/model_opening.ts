/** A model that a person brings: it goes into the form of the plugin that runs such models. */
import type { Sample } from '../contracts/site.js';
import type { NamedFile } from './named_file.js';
import type { PluginItem } from './plugin_item.js';

const MODEL = /\.(onnx|czann|czseg|czmodel)$/i;

/** A larger network is not looked into for the files of its tensors. */
const LARGEST_LOOKED_INTO = 512e6;

/** A model of several files. */
export interface ModelOfFiles {
  /** The one file that it is handed over as. */
  readonly model: File;
  /** Those among the files that belong to it. */
  readonly parts: ReadonlySet<Blob>;
}

/**
 * The model that files are together: a description with all that lies beside it, or one network with the files of its
 * tensors. Null when they are none, or several.
 *
 * @param name of the model, where it has none of its own.
 */
export async function modelOfFiles(
  files: readonly NamedFile[],
  name: string,
  signal?: AbortSignal,
): Promise<ModelOfFiles | null> {
  const networks = files.filter((each) => /\.onnx$/i.test(each.name));
  // Nothing is fetched for folders that hold images only.
  if (networks.length === 0 && !files.some((each) => /\.ya?ml$/i.test(each.name))) return null;
  const { isDescribed, pack } = await import('../inference/model_archive.js');
  const together = async (parts: readonly NamedFile[], title: string): Promise<ModelOfFiles> => ({
    model: await pack(new Map(parts.map((each) => [each.name, each.file])), title, signal),
    parts: new Set(parts.map(({ file }) => file)),
  });
  if (isDescribed(files.map((each) => each.name))) return together(files, name);
  const [network] = networks;
  if (network === undefined || networks.length > 1 || network.file.size > LARGEST_LOOKED_INTO) return null;
  const { readOnnx } = await import('../inference/onnx_file.js');
  const bytes = new Uint8Array(await network.file.arrayBuffer());
  const base = network.name.slice(0, network.name.lastIndexOf('/') + 1);
  const beside = new Set(readOnnx(bytes, network.name).external.map((path) => base + path));
  const tensors = files.filter((each) => beside.has(each.name));
  if (tensors.length > 0) return together([network, ...tensors], network.name.slice(base.length));
  return files.length === 1
    ? { model: new File([network.file], network.name.slice(base.length)), parts: new Set([network.file]) }
    : null;
}

/** Where a model is taken: an op, and its parameter. */
export interface ModelTaker {
  readonly plugin: PluginItem;
  readonly op: string;
  readonly param: string;
}

/** Whether a file is a model, by its name, or an archive by what is in it. */
export async function isModel(file: File): Promise<boolean> {
  if (!/\.zip$/i.test(file.name)) return MODEL.test(file.name);
  const { holdsModel } = await import('../inference/model_archive.js');
  return holdsModel(file);
}

/** The first op whose form has a field for this model; null where no plugin takes it. */
export function takerOf(plugins: readonly PluginItem[], name: string): ModelTaker | null {
  for (const plugin of plugins) {
    if (plugin.disabled) continue;
    for (const { name: op, params } of plugin.ops) {
      const taking = params.find(
        ({ type }) => type.kind === 'file' && type.accept.some((ending) => name.toLowerCase().endsWith(ending)),
      );
      if (taking !== undefined) return { plugin, op, param: taking.name };
    }
  }
  return null;
}

/** The images among a plugin's samples, on which a model among them is shown at work. */
export function imagesBeside(samples: readonly Sample[], { header }: PluginItem): readonly Sample[] {
  return samples.filter(({ name, mediaType }) => header.samples.includes(name) && mediaType.startsWith('image/'));
}
