import { describe, expect, it } from 'vitest';
import { sourcePlaces } from '../../../pwa/src/ui/traceback.js';

const plugins = [
  { id: 'a', fileName: 'steps.py' },
  { id: 'b', fileName: 'tool.js' },
  { id: 'c', fileName: 'steps.py' },
];
const places = (text: string, own: string | null = null) =>
  sourcePlaces(text, plugins, own).flatMap(({ place }) => (place === null ? [] : [`${place.pluginId}:${place.line}`]));

describe('places in a traceback', () => {
  it('are Python’s file and line', () => {
    const text =
      'Traceback (most recent call last):\n  File "steps.py", line 12, in walk\n    raise ValueError(1)\nValueError: 1';
    expect(places(text)).toEqual(['a:12']);
    expect(
      sourcePlaces(text, plugins, null)
        .map(({ text: part }) => part)
        .join(''),
    ).toBe(text);
  });

  it('are JavaScript’s file, line and column', () => {
    expect(places('    at count (tool.js:7:13)\n    at https://x.org/app/tool.js:9:2')).toEqual(['b:7', 'b:9']);
  });

  it('are those of the plugin that said it where two files have one name', () => {
    expect(places('File "steps.py", line 3', 'c')).toEqual(['c:3']);
  });

  it('are none in files that are no plugin’s', () => {
    expect(places('File "/lib/python3.14/asyncio/tasks.py", line 300, in x')).toEqual([]);
    expect(places('meet at 12:30, steps.py is slow')).toEqual([]);
    expect(places('File "steps.py", line 0')).toEqual([]);
  });

  it('leave an empty text empty', () => {
    expect(sourcePlaces('', plugins, null)).toEqual([]);
  });
});
