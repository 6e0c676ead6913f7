/** What the page knows of its own offline copy. */
export type OfflineState =
  | { readonly kind: 'unsupported' }
  /** How far, from 0 to 1; null before that is known. */
  | { readonly kind: 'saving'; readonly fraction: number | null }
  | { readonly kind: 'ready' }
  /** Names of the files that are not here. */
  | { readonly kind: 'incomplete'; readonly missing: readonly string[] };

/** What has changed, for the workspace's status. */
export interface OfflineChange {
  readonly offline?: OfflineState;
  /** A new version is whole and waits for a reload. */
  readonly updateReady?: boolean;
}
