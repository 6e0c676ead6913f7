/** What can be undone and done again, window by window. */
import type { WindowHistory } from './model.js';
import type { Workspace } from './workspace.js';

/** Something that was done, and can be taken back. */
export interface Step {
  /** What was done, in a few words. */
  readonly title: string;
  readonly undo: () => void;
  readonly redo: () => void;
}

interface Steps {
  readonly done: Step[];
  readonly undone: Step[];
}

export class History {
  private readonly windows = new Map<string, Steps>();

  constructor(private readonly workspace: Workspace) {
    workspace.subscribe(() => this.follow());
  }

  /** Keeps a step that has been done. What had been undone can't be done again after it. */
  record(windowId: string, step: Step): void {
    const steps = this.windows.get(windowId) ?? { done: [], undone: [] };
    this.windows.set(windowId, { done: [...steps.done, step], undone: [] });
    this.tell();
  }

  /** Does something, and keeps it. */
  perform(windowId: string, step: Step): void {
    step.redo();
    this.record(windowId, step);
  }

  undo(windowId: string): void {
    this.move(windowId, 'done', 'undone', (step) => step.undo());
  }

  redo(windowId: string): void {
    this.move(windowId, 'undone', 'done', (step) => step.redo());
  }

  private move(windowId: string, from: keyof Steps, to: keyof Steps, act: (step: Step) => void): void {
    const steps = this.windows.get(windowId);
    const step = steps?.[from].pop();
    if (steps === undefined || step === undefined) return;
    act(step);
    steps[to].push(step);
    this.tell();
  }

  /** The steps of a window that is gone go, too. */
  private follow(): void {
    const open = new Set(this.workspace.windows.map(({ id }) => id));
    const gone = [...this.windows.keys()].filter((id) => !open.has(id));
    if (gone.length === 0) return;
    for (const id of gone) this.windows.delete(id);
    this.tell();
  }

  private tell(): void {
    const history: { [windowId: string]: WindowHistory } = {};
    for (const [id, { done, undone }] of this.windows)
      history[id] = { undo: done.map(({ title }) => title), redo: undone.map(({ title }) => title) };
    this.workspace.update({ history });
  }
}
