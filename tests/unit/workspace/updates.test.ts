import { expect, test } from 'vitest';
import { Cancelled, FetchError } from '../../../pwa/src/contracts/errors.js';
import type { Installer, PluginRecord, SourceState } from '../../../pwa/src/plugins/index.js';
import { newsOf } from '../../../pwa/src/workspace/updates.js';

const record = { header: { version: '1.0' } } as unknown as PluginRecord;
const look = (answer: SourceState | Error) =>
  newsOf(
    {
      look: async () => {
        if (answer instanceof Error) throw answer;
        return answer;
      },
    } as unknown as Installer,
    record,
  );

test('a look at a source tells the same, another version, and other content of the same version', async () => {
  expect(await look({ kind: 'same' })).toMatchObject({ change: { update: null, changed: '' }, error: null });
  const newer = await look({ kind: 'other', version: '2.0', sha256: 'ab' });
  expect(newer.change).toEqual({ update: { version: '2.0', sha256: 'ab' }, changed: newer.message });
  expect(newer.message).toBe('Its source has version 2.0; version 1.0 is installed.');
  expect((await look({ kind: 'other', version: '1.0', sha256: 'ab' })).message).toMatch(
    /other content.*called 1\.0, too/,
  );
  expect(await look({ kind: 'none', why: 'It came as a file.' })).toEqual({
    change: {},
    message: 'It came as a file.',
    error: null,
  });
});

test('a source that is gone is news, and a look that was stopped is none', async () => {
  const gone = new FetchError('https://x/a.py is gone.', 'https://x/a.py', 404);
  expect(await look(gone)).toEqual({
    change: { changed: "Its source can't be used: https://x/a.py is gone." },
    message: "Its source can't be used: https://x/a.py is gone.",
    error: gone,
  });
  expect((await look(new Cancelled())).change).toEqual({});
});
