/** What is said of a plugin in a list, and how a list is searched. Pure. */
import type { PluginItem } from '../../workspace/model.js';
import { managerStrings } from './strings.js';

/** Where a plugin is from, in short: its host, or that it came with the app or from a file. */
export function sourceName({ shipped, id, source }: Pick<PluginItem, 'shipped' | 'id' | 'source'>): string {
  if (shipped) return managerStrings.shipped;
  if (id.startsWith('file:')) return managerStrings.file;
  return URL.canParse(source) ? new URL(source).host || source : source;
}

/** The plugins in whose name, description, source or hash all the words stand, in any case. */
export function matchingPlugins(plugins: readonly PluginItem[], words: string): readonly PluginItem[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return plugins.filter(({ header, source, sha256, ops }) => {
    const text = [header.name, header.description, source, sha256, ...header.authors, ...ops.map(({ title }) => title)]
      .join(' ')
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
