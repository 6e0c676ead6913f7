/** Gives the focus back to where it was, when an element that took it leaves the page. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** The focused element, in whatever shadow root it is. */
export function focused(): HTMLElement | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element instanceof HTMLElement ? element : null;
}

/** Focuses what had the focus before, where it is lost and not with somebody else. */
export function returnFocus(before: HTMLElement | null): void {
  if (document.activeElement === document.body && before?.isConnected) before.focus();
}

export class FocusReturn implements ReactiveController {
  private before: HTMLElement | null = null;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Remembers what has the focus now. */
  hostConnected(): void {
    this.before = focused();
  }

  hostDisconnected(): void {
    const { before } = this;
    this.before = null;
    returnFocus(before);
  }
}
