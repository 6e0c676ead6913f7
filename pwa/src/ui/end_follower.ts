/** Keeps a list that grows at its end scrolled there, until the person scrolls up. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Pixels from the end that still count as there. */
const NEAR = 24;

export class EndFollower implements ReactiveController {
  private atEnd = true;

  /** @param list the scrolling element; null before the first rendering. */
  constructor(
    host: ReactiveControllerHost,
    private readonly list: () => HTMLElement | null,
  ) {
    host.addController(this);
  }

  hostUpdate(): void {
    const list = this.list();
    this.atEnd = list === null || list.scrollTop + list.clientHeight >= list.scrollHeight - NEAR;
  }

  hostUpdated(): void {
    const list = this.list();
    if (this.atEnd && list !== null) list.scrollTop = list.scrollHeight;
  }
}
