/** Which images were open when the tab ended, so that the next visit can open them again by one press. */
import type { OpenedBefore, RecentItem, WindowItem } from './model.js';
import type { Workspace } from './workspace.js';

const KEY = 'coverslip-open';
/** What a workspace has open besides is too much to be fetched by one press. */
const MOST = 12;

/**
 * Tells the workspace what was open before, and keeps what is open from now on. Where the browser keeps nothing, nothing
 * is told.
 *
 * @param base address of the site: several of one origin keep their own.
 */
export function watchOpen(workspace: Workspace, base: URL): void {
  const key = `${KEY} ${base.pathname}`;
  const { recents } = workspace.state;
  const openedBefore = readKept(key).filter(
    (each) => !('recent' in each) || recents.some(({ id }) => id === each.recent),
  );
  workspace.update({ openedBefore });
  let { windows, recents: known } = workspace.state;
  let kept = '[]';
  workspace.subscribe(() => {
    const { state } = workspace;
    // A file's handle may be kept later than the file is seen.
    if (windows === state.windows && known === state.recents) return;
    ({ windows, recents: known } = state);
    const text = JSON.stringify(originsOf(windows, known));
    if (text === kept) return;
    kept = text;
    try {
      localStorage.setItem(key, text);
    } catch {
      // Where nothing can be kept, nothing is there to come back to.
    }
  });
}

/** Where the images that are open can be had again: at an address, or as a file or folder that the browser remembers. */
function originsOf(windows: readonly WindowItem[], recents: readonly RecentItem[]): readonly OpenedBefore[] {
  const origins = new Map<string, OpenedBefore>();
  for (const window of windows) {
    if (window.kind !== 'image') continue;
    const { address } = window;
    const names = window.layers.flatMap((layer) => (layer.kind === 'image' ? [layer.source.name] : []));
    const recent = address === null ? recents.find(({ name }) => names.includes(name)) : undefined;
    const [name = window.title] = names;
    if (address !== null) origins.set(address, { name, address });
    else if (recent !== undefined) origins.set(recent.id, { name: recent.name, recent: recent.id });
  }
  return [...origins.values()].slice(-MOST);
}

function readKept(key: string): readonly OpenedBefore[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isOrigin) : [];
  } catch {
    return [];
  }
}

function isOrigin(value: unknown): value is OpenedBefore {
  if (typeof value !== 'object' || value === null || typeof Reflect.get(value, 'name') !== 'string') return false;
  const address: unknown = Reflect.get(value, 'address');
  return typeof Reflect.get(value, 'recent') === 'string' || (typeof address === 'string' && URL.canParse(address));
}
