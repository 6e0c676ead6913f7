/** GitHub's pages, as the addresses that give their files to other sites. */

/** Where GitHub gives files and gists to whoever asks (both allow it to other sites). */
export interface GitHubHosts {
  readonly raw: string;
  readonly api: string;
}

export const GITHUB: GitHubHosts = { raw: 'https://raw.githubusercontent.com', api: 'https://api.github.com' };

export interface RepositoryName {
  readonly user: string;
  readonly repo: string;
  /** Branch, tag or commit; HEAD is the default branch. */
  readonly commit: string;
}

/** The folder of a repository's raw files; ends in a slash. */
export function rawFolder({ user, repo, commit }: RepositoryName, hosts: GitHubHosts = GITHUB): string {
  return `${hosts.raw}/${user}/${repo}/${commit}/`;
}

/** The raw address of the file that a page of GitHub shows, or null where it shows none. */
export function rawFile(page: URL, hosts: GitHubHosts = GITHUB): string | null {
  if (!isGitHub(page)) return null;
  const match = /^\/([^/]+)\/([^/]+)\/(?:blob|raw)\/(.+)$/.exec(page.pathname);
  return match === null ? null : `${hosts.raw}/${match[1]}/${match[2]}/${match[3]}`;
}

/** The repository that a page of GitHub shows, or null: `/user/repo`, also with `/tree/branch`. */
export function repositoryPage(page: URL): RepositoryName | null {
  if (!isGitHub(page)) return null;
  const match = /^\/([^/]+)\/([^/]+?)(?:\.git)?(?:\/tree\/([^/]+))?\/?$/.exec(page.pathname);
  return match === null ? null : { user: match[1] ?? '', repo: match[2] ?? '', commit: match[3] ?? 'HEAD' };
}

export interface GistName {
  /** Where the API describes it. */
  readonly api: string;
  /** The file that the page's address points at, as GitHub spells it there (`file-name-py`), or ''. */
  readonly anchor: string;
}

/** The gist that a page shows, or null: `gist.github.com/user/id`, perhaps with a revision and `#file-name-py`. */
export function gistPage(page: URL, hosts: GitHubHosts = GITHUB): GistName | null {
  if (page.hostname !== 'gist.github.com') return null;
  const match = /^\/(?:[^/]+\/)?([0-9a-f]{5,40})(?:\/([0-9a-f]{40}))?\/?$/.exec(page.pathname);
  if (match === null) return null;
  const revision = match[2] === undefined ? '' : `/${match[2]}`;
  return { api: `${hosts.api}/gists/${match[1]}${revision}`, anchor: page.hash.replace(/^#/, '') };
}

/** How a gist's page spells a file's name in its address. */
export function gistAnchor(fileName: string): string {
  return `file-${fileName.toLowerCase().replace(/[^a-z0-9_]+/g, '-')}`;
}

function isGitHub({ hostname }: URL): boolean {
  return hostname === 'github.com' || hostname === 'www.github.com';
}
