/** What the page and its service worker say to one another. */

export type ToWorker =
  /** Save what the app needs to run offline; answered by {@link FromWorker} to all pages. */
  | { readonly type: 'save' }
  /** What is still missing? Answered through the port that comes with it, by a {@link Standing}. */
  | { readonly type: 'status' }
  /** To a worker that waits: take over. All pages reload then. */
  | { readonly type: 'activate' };

/** `scope` is the worker's: a site may lie inside another one's folder. */
export type FromWorker = { readonly scope: string } & News;

export type News =
  /** Bytes on the wire. */
  | { readonly type: 'saving'; readonly done: number; readonly total: number }
  | { readonly type: 'saved'; readonly standing: Standing };

export interface Standing {
  readonly version: string;
  /** Names of files that are needed to run offline and are not here. */
  readonly missing: readonly string[];
}
