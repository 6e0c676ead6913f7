import { describe, expect, it } from 'vitest';
import { type Command, matching } from '../../../pwa/src/ui/commands.js';

const commands = ['Open an image…', 'Set up Count nuclei', 'Show or hide the log', 'Save as CSV'].map(
  (title): Command => ({ title, icon: 'x', keys: '', quiet: false, run: () => undefined }),
);
const titles = (words: string): string[] => matching(commands, words).map(({ title }) => title);

describe('the palette', () => {
  it('shows everything before a word is typed', () => {
    expect(titles('  ')).toHaveLength(4);
  });

  it('finds all words in any order', () => {
    expect(titles('nuc count')).toEqual(['Set up Count nuclei']);
  });

  it('puts words that begin a word before those within one', () => {
    expect(titles('o')).toEqual(['Open an image…', 'Show or hide the log', 'Set up Count nuclei']);
  });

  it('finds an action by its plugin', () => {
    const [walk] = commands.map((command) => ({ ...command, title: 'Set up Walk', of: 'Steps' }));
    expect(walk && matching([...commands, walk], 'steps')).toEqual([walk]);
  });

  it('finds nothing for a word that is nowhere', () => {
    expect(titles('zebra')).toEqual([]);
  });
});
