import { expect, it, vi } from 'vitest';
import { RemoteError, SandboxError } from '../../../pwa/src/contracts/errors.js';
import type { OpDescription } from '../../../pwa/src/contracts/plugin.js';
import { checkArguments } from '../../../pwa/src/workspace/job_check.js';
import type { Library } from '../../../pwa/src/workspace/library.js';

const op: OpDescription = { name: 'train', title: 'Train', doc: '', params: [], results: [], check: 'check_train' };

function setUp({ raises = null as Error | null, native = false, described = op }) {
  const run = vi.fn(async () => {
    if (raises !== null) throw raises;
  });
  const library = { live: async () => ({ run }), record: () => ({ header: { dependencies: [], native } }) };
  const controls = { signal: new AbortController().signal, report: vi.fn() };
  const checked = checkArguments(library as unknown as Library, 'train_unet', described, { image: 1 }, controls);
  return { run, checked };
}

const raised = (type: string, message: string) => new RemoteError(type, message, '');

it('is told by the plugin itself, in its words', async () => {
  const { run, checked } = setUp({ raises: raised('TrainingError', 'Nothing is annotated.') });
  await expect(checked).rejects.toThrow('Nothing is annotated.');
  expect(run).toHaveBeenCalledWith('check_train', [], { image: 1 }, expect.anything());
});

it('is left to the job where it can’t be told here', async () => {
  await setUp({ raises: raised('MemoryError', '') }).checked;
  await setUp({ raises: new SandboxError('The sandbox ended.') }).checked;
  const { check: _, ...unchecked } = op;
  for (const { run, checked } of [setUp({ native: true }), setUp({ described: unchecked })]) {
    await checked;
    expect(run).not.toHaveBeenCalled();
  }
});
