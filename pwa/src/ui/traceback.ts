/** Finds the places in a traceback that are in a plugin's own file. Pure. */

/** The part of {@link PluginItem} that tells whose line it is. */
export interface PluginFile {
  readonly id: string;
  readonly fileName: string;
}

export interface SourcePlace {
  readonly pluginId: string;
  /** Counted from 1. */
  readonly line: number;
}

export interface TextPart {
  readonly text: string;
  /** Null where the text is no place in a plugin's file. */
  readonly place: SourcePlace | null;
}

/** Python's `File "steps.py", line 12`, and JavaScript's `steps.js:12:5`. */
const PLACE = /File "([^"\n]+)", line (\d+)|([^\s"'()<>]+?\.[a-z]{1,5}):(\d+)(?::\d+)?(?!\d)/gi;

/**
 * Parts a text where it names a line of a plugin's file.
 *
 * @param own the plugin that said it; where two plugins' files have one name, it is meant.
 */
export function sourcePlaces(text: string, plugins: readonly PluginFile[], own: string | null): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(PLACE)) {
    const file = baseName(match[1] ?? match[3] ?? '');
    const named = plugins.filter(({ fileName }) => fileName === file);
    const plugin = named.find(({ id }) => id === own) ?? named[0];
    const line = Number(match[2] ?? match[4]);
    if (plugin === undefined || line === 0) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index), place: null });
    parts.push({ text: match[0], place: { pluginId: plugin.id, line } });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), place: null });
  return parts;
}

function baseName(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.replace(/[?#].*$/, '');
}
