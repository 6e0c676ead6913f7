import { afterEach, describe, expect, it, vi } from 'vitest';
import type { JobItem } from '../../../pwa/src/workspace/engine_item.js';
import { askToNotify, tellEnd } from '../../../pwa/src/workspace/job_notices.js';
import type { Workspace } from '../../../pwa/src/workspace/workspace.js';

afterEach(() => void vi.unstubAllGlobals());

function setUp(permission: string, { hidden = true, worker = true } = {}) {
  const requestPermission = vi.fn(async () => 'granted');
  const shown: unknown[][] = [];
  class FakeNotification {
    static permission = permission;
    static requestPermission = requestPermission;
    constructor(...given: unknown[]) {
      shown.push(['page', ...given]);
    }
  }
  const showNotification = async (...given: unknown[]) => void shown.push(['worker', ...given]);
  vi.stubGlobal('Notification', FakeNotification);
  vi.stubGlobal('document', { hidden });
  const registration = worker ? { active: {}, showNotification } : undefined;
  vi.stubGlobal('navigator', { serviceWorker: { getRegistration: async () => registration } });
  const notify = vi.fn();
  return { requestPermission, shown, notify, workspace: { notify } as unknown as Workspace };
}

const item = (state: string, error = '') =>
  ({ title: 'Train: Denoise', job: { id: 'j1', state, error, traceback: 'lines' } }) as unknown as JobItem;

describe('the end of a job', () => {
  it('is told in the app whatever is allowed, with what went wrong', async () => {
    const { workspace, notify, shown } = setUp('denied');
    await tellEnd(workspace, item('failed', 'no images'));
    expect(notify).toHaveBeenCalledWith({
      level: 'error',
      title: 'Train: Denoise failed',
      message: 'no images',
      details: 'lines',
    });
    expect(shown).toEqual([]);
  });

  it('is told by the system where that is allowed and nobody looks', async () => {
    const { workspace, shown } = setUp('granted');
    await tellEnd(workspace, item('done'));
    expect(shown).toEqual([['worker', 'Train: Denoise is done', { body: 'Train: Denoise is done', tag: 'j1' }]]);
  });

  it('is told by the page where there is no service worker', async () => {
    const { workspace, shown } = setUp('granted', { worker: false });
    await tellEnd(workspace, item('cancelled'));
    expect(shown).toEqual([['page', 'Train: Denoise was stopped', expect.objectContaining({ tag: 'j1' })]]);
  });

  it('is not told by the system to who looks at the app', async () => {
    const { workspace, shown } = setUp('granted', { hidden: false });
    await tellEnd(workspace, item('done'));
    expect(shown).toEqual([]);
  });
});

describe('the question whether notifications may be shown', () => {
  it('is put once: not to who has answered', () => {
    for (const [permission, times] of [
      ['default', 1],
      ['granted', 0],
      ['denied', 0],
    ] as const) {
      const { requestPermission } = setUp(permission);
      askToNotify();
      expect(requestPermission).toHaveBeenCalledTimes(times);
    }
  });
});
