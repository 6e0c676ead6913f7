/** How a person learns that a job has ended, also when they look elsewhere. */
import type { JobItem } from './engine_item.js';
import type { Workspace } from './workspace.js';

const ENDS = { done: 'is done', failed: 'failed', cancelled: 'was stopped' } as const;

/**
 * Asks whether notifications may be shown, where that was not answered before. It has to be called while what the person
 * did, handing in a job, is still fresh: later on browsers refuse to ask.
 */
export function askToNotify(): void {
  if ('Notification' in globalThis && Notification.permission === 'default')
    void Notification.requestPermission().catch(() => undefined);
}

/** Tells of it in the app; and by the system, where that is allowed and nobody looks at the app. */
export async function tellEnd(workspace: Workspace, { title, job }: JobItem): Promise<void> {
  const word = job.state in ENDS ? ENDS[job.state as keyof typeof ENDS] : 'has ended';
  const level = job.state === 'failed' ? 'error' : 'info';
  workspace.notify({ level, title: `${title} ${word}`, message: job.error, details: job.traceback });
  if (!('Notification' in globalThis) || Notification.permission !== 'granted' || !document.hidden) return;
  const options = { body: job.error || `${title} ${word}`, tag: job.id };
  // Phones show notifications of service workers only; some browsers have none, as in private windows.
  const worker = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
  if (worker?.active) await worker.showNotification(`${title} ${word}`, options);
  else new Notification(`${title} ${word}`, options);
}
