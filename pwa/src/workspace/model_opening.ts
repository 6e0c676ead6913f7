/** A model that a person brings: it goes into the form of the plugin that runs such models. */
import type { Sample } from '../contracts/site.js';
import type { PluginItem } from './plugin_item.js';

const MODEL = /\.(onnx|czann|czseg|czmodel)$/i;

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
