/** Which image was drawn on when the tab ended, so that the next visit can say that nothing is lost. */

const KEY = 'coverslip-drawn-on';

/** @param title of the image; null when its window was closed. */
export function markUnfinished(title: string | null): void {
  try {
    if (title === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, title);
  } catch {
    // Where nothing can be kept, nothing is there to come back to.
  }
}

/** The title of that image, once; null when there is none. */
export function takeUnfinished(): string | null {
  try {
    const title = localStorage.getItem(KEY);
    localStorage.removeItem(KEY);
    return title;
  } catch {
    return null;
  }
}
