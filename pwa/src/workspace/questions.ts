/** Questions to the person, and their answers. */
import type { Answer } from './actions.js';
import type { Question } from './model.js';
import type { Workspace } from './workspace.js';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** A plugin that asks without end must not bury the page. */
const MOST_OPEN = 5;

export class Questions {
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(private readonly workspace: Workspace) {}

  /** @throws Error when too many questions are open. */
  ask(question: WithoutId<Question>): Promise<Answer> {
    if (this.waiting.size >= MOST_OPEN) {
      return Promise.reject(
        new Error(`There are ${MOST_OPEN} questions open; wait for their answers before asking more.`),
      );
    }
    const id = this.workspace.newId('question');
    this.workspace.update({ questions: [...this.workspace.state.questions, { ...question, id } as Question] });
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  answer(id: string, answer: Answer): void {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    this.workspace.update({ questions: this.workspace.state.questions.filter((question) => question.id !== id) });
    resolve?.(answer);
  }
}
