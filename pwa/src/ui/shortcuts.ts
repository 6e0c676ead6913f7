/** The keys that work everywhere in the app. */

/** Watches the keys. @returns a function that ends it. */
export function watchShortcuts(run: { readonly palette: () => void; readonly open: () => void }): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const action = { k: run.palette, o: run.open }[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener('keydown', listener);
  return () => removeEventListener('keydown', listener);
}
