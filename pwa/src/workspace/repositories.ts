/** Lists of plugins that the person opened, to choose from. */
import { FormatError } from '../contracts/errors.js';
import { type FoundCatalogue, type Installer, suggest } from '../plugins/index.js';
import type { Library } from './library.js';
import type { RepositoryItem } from './model.js';
import type { Workspace } from './workspace.js';

export class Repositories {
  constructor(
    private readonly workspace: Workspace,
    private readonly installer: Installer,
    private readonly library: Library,
  ) {}

  /** Whether a text names a repository and not a plugin. */
  isRepository(text: string): boolean {
    try {
      return this.library.find(text) === null && this.installer.resolve(text).kind === 'repository';
    } catch {
      return false;
    }
  }

  /** Fetches a repository's list. @throws FetchError or FormatError saying what was looked for and where. */
  async look(source: string, signal?: AbortSignal): Promise<RepositoryItem> {
    return this.item(source, await this.installer.catalogue(source, signal));
  }

  /** Fetches a repository's list and shows it. @throws the errors of {@link look}. */
  async open(source: string, signal?: AbortSignal): Promise<void> {
    this.workspace.update({ repository: await this.look(source, signal) });
  }

  close(): void {
    this.workspace.update({ repository: null });
  }

  /** Marks what has been installed since the list was opened. */
  refresh(): void {
    const { repository } = this.workspace.state;
    if (repository === null) return;
    const entries = repository.entries.map((entry) => ({ ...entry, installed: this.installed(entry.source) }));
    this.workspace.update({ repository: { ...repository, entries } });
  }

  private item(source: string, { name, description, address, entries, collections }: FoundCatalogue): RepositoryItem {
    const sourceOf = new Map(
      entries
        .filter(({ disabled }) => !disabled)
        .map(({ name, file }) => [name, file.tag === null ? file.address : `${file.address}@${file.tag}`]),
    );
    return {
      source,
      name: name || source,
      description: description || address,
      entries: entries.map((entry) => {
        const from = sourceOf.get(entry.name) ?? '';
        const { version, icon } = entry;
        return {
          name: entry.name,
          version,
          description: entry.description,
          icon,
          source: from,
          installed: this.installed(from),
        };
      }),
      collections: collections.map((collection) => ({
        name: collection.name,
        description: collection.description,
        sources: collection.plugins.flatMap((plugin) => sourceOf.get(plugin) ?? []),
        missing: collection.plugins.filter((plugin) => !sourceOf.has(plugin)),
      })),
    };
  }

  private installed(source: string): string | null {
    return source === '' ? null : (this.library.find(source)?.id ?? null);
  }
}

/** What installs a plugin of the repository. @throws FormatError when it has none of that name. */
export function entrySource({ name, entries }: RepositoryItem, plugin: string): string {
  const entry = entries.find((each) => each.name === plugin);
  if (entry !== undefined && entry.source !== '') return entry.source;
  const names = entries.filter(({ source }) => source !== '').map((each) => each.name);
  throw new FormatError(
    entry === undefined
      ? `The repository “${name}” has no plugin “${plugin}”. ${suggest(plugin, names)}`
      : `The repository “${name}” has disabled its plugin “${plugin}”.`,
    'plugin',
  );
}
