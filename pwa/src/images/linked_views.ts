/** Views that move together. */
import type { PlaneIndex } from './plane.js';
import type { ViewState } from './viewer.js';

/** What one view tells the others. */
export interface Moved {
  readonly view?: ViewState;
  readonly index?: PlaneIndex;
}

type Follow = (moved: Moved) => void;

export class LinkedViews {
  private readonly members = new Map<string, Follow>();
  private isTelling = false;

  /** @param follow told when another member has moved. @returns what ends it. */
  join(id: string, follow: Follow): () => void {
    this.members.set(id, follow);
    return () => {
      if (this.members.get(id) === follow) this.members.delete(id);
    };
  }

  /** Tells the others. What they do about it is told to nobody. */
  tell(id: string, moved: Moved): void {
    if (this.isTelling || !this.members.has(id)) return;
    this.isTelling = true;
    try {
      for (const [other, follow] of this.members) if (other !== id) follow(moved);
    } finally {
      this.isTelling = false;
    }
  }
}
