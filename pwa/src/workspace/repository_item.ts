/** What a repository of plugins offers, as the elements read it. Types without logic. */

/** The plugins that a repository offers, for the person to choose from. */
export interface RepositoryItem {
  /** What it was opened by: `user/repo`, or the address of its list. */
  readonly source: string;
  readonly name: string;
  readonly description: string;
  readonly entries: readonly RepositoryEntry[];
  readonly collections: readonly RepositoryCollection[];
}

export interface RepositoryEntry {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly icon: string;
  /** What `addPlugins` installs it from; '' when the repository has disabled it. */
  readonly source: string;
  /** The id that it is installed by, or null. */
  readonly installed: string | null;
}

export interface RepositoryCollection {
  readonly name: string;
  readonly description: string;
  /** What `addPlugins` installs its plugins from. */
  readonly sources: readonly string[];
  /** Names of its plugins that the repository does not have. */
  readonly missing: readonly string[];
}
