/** The models that are kept in this browser, as forms offer them. */
import type { ModelStore } from '../assets/model_store.js';
import type { KeptModelItem } from './model.js';
import type { Workspace } from './workspace.js';

/** A network, or an archive that brings its description; what lies beside a network is none. */
const MODEL = /\.(onnx|zip|czann|czseg|czmodel)$/i;

export class KeptModels {
  constructor(
    private readonly workspace: Workspace,
    private readonly store: ModelStore,
  ) {}

  /** Tells which there are, the one used last first. */
  async look(): Promise<void> {
    const all = await this.store.list();
    const keptModels = all
      .filter(({ name }) => MODEL.test(name))
      .map(({ sha256, name }): KeptModelItem => ({ sha256, name }));
    this.workspace.update({ keptModels });
  }

  async add(file: File): Promise<void> {
    await this.store.add(file, file.name);
    await this.look();
  }

  /** Null when it is not kept any more. */
  async file(sha256: string): Promise<File | null> {
    const kept = await this.store.get(sha256);
    return kept && new File([kept.content], kept.name);
  }
}
