/** Waits of the app itself: each is shown while it lasts, and can be stopped. */
import { errorNote, wasStopped } from './error_note.js';
import type { Workspace } from './workspace.js';

export interface TaskControls {
  readonly signal: AbortSignal;
  report(fraction: number | null, text: string): void;
}

export class Tasks {
  private readonly stops = new Map<string, AbortController>();

  constructor(private readonly workspace: Workspace) {}

  /**
   * Runs `work`; what goes wrong becomes a notice.
   * @param id by which it is found in the state and stopped; one of its own by default.
   * @returns its result, or null when it failed or was stopped.
   */
  async run<T>(
    title: string,
    work: (controls: TaskControls) => Promise<T>,
    id = this.workspace.newId('task'),
  ): Promise<T | null> {
    const stop = new AbortController();
    this.stops.set(id, stop);
    this.workspace.update({
      tasks: [...this.workspace.state.tasks, { id, title, progress: { fraction: null, text: '' }, canStop: true }],
    });
    try {
      return await work({
        signal: stop.signal,
        report: (fraction, text) => this.workspace.setTask(id, { progress: { fraction, text } }),
      });
    } catch (error) {
      if (!wasStopped(error)) this.workspace.notify({ level: 'error', ...errorNote(error, title) });
      return null;
    } finally {
      this.stops.delete(id);
      this.workspace.update({ tasks: this.workspace.state.tasks.filter((task) => task.id !== id) });
    }
  }

  stop(id: string): void {
    this.stops.get(id)?.abort();
  }
}
