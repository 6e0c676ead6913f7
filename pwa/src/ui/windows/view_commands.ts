/** What can be done with an image window, by its toolbar, by keys and in the palette. */
import type { PlaneIndex } from '../../images/plane.js';
import type { Standing } from '../../images/standing.js';
import type { Viewer } from '../../images/viewer.js';
import type { Actions } from '../../workspace/actions.js';
import type { ImageWindow, WindowHistory } from '../../workspace/model.js';
import type { WindowCommand } from '../window_commands.js';
import { imageFacts } from './image_facts.js';
import { stackAxes } from './image_words.js';
import { viewerStrings as words } from './viewer_strings.js';

/** One plane, slices from three sides, or the whole volume. */
export type Mode = 'flat' | 'slices' | 'volume';

/** An image window as its commands see it. */
export interface ViewTarget {
  readonly item: ImageWindow;
  readonly actions: Actions;
  readonly history: WindowHistory | null;
  readonly viewer: Viewer | null;
  readonly standing: Standing;
  readonly mode: Mode;
  readonly isLinked: boolean;
  readonly isDrawing: boolean;
  /** Whether there is a volume. */
  readonly isDeep: boolean;
  go(index: PlaneIndex, projected?: boolean): void;
  link(): void;
  draw(): void;
  /** Goes to a mode, or back to one plane. */
  change(mode: 'slices' | 'volume'): void;
  /** Tells the values in the middle of the view. */
  readMiddle(): void;
  /** Selects what is in the middle of the view. */
  pickMiddle(): void;
  /** Plays the first stack, or stops it. */
  play(): void;
}

export interface ViewCommand extends WindowCommand {
  /** As the browser names the key; '' for none. */
  readonly key: string;
  readonly pressed: boolean | null;
}

export function viewCommands(target: ViewTarget): readonly ViewCommand[] {
  const { viewer, item, history, actions, standing, mode } = target;
  const commands: ViewCommand[] = [];
  const add = (
    title: string,
    icon: WindowCommand['icon'],
    key: string,
    run: () => void,
    pressed: boolean | null = null,
  ): void => {
    commands.push({ title, icon, key, keys: key.toUpperCase(), run, pressed });
  };
  add(words.zoomIn, 'zoom-in', '+', () => viewer?.zoomBy(1.5));
  add(words.zoomOut, 'zoom-out', '-', () => viewer?.zoomBy(1 / 1.5));
  add(words.fit, 'focus', '0', () => viewer?.fit());
  add(words.oneToOne, 'circle', '1', () => viewer?.oneToOne());
  add(words.draw, 'pencil', 'a', () => target.draw(), target.isDrawing);
  add(words.link, 'link-2', 'l', () => target.link(), target.isLinked);
  if (target.isDeep) {
    const { index, projected } = standing;
    add(words.project, 'layers-2', 'm', () => target.go(index, !projected), projected);
    add(words.slices, 'grid-2x2', 's', () => target.change('slices'), mode === 'slices');
    add(words.volume, 'box', 'd', () => target.change('volume'), mode === 'volume');
  }
  add(words.metadata, 'list-tree', '', () => actions.showTree(words.metadataOf(item.title), imageFacts(item)));
  add(words.snapshot, 'camera', '', () => void actions.saveView(item.id));
  const undo = history?.undo.at(-1);
  const redo = history?.redo.at(-1);
  if (undo !== undefined) add(words.undo(undo), 'undo-2', '', () => actions.layers.undo(item.id));
  if (redo !== undefined) add(words.redo(redo), 'redo-2', '', () => actions.layers.redo(item.id));
  return commands;
}

/** What a key does in the picture; undefined when it does nothing there. */
export function keyCommand(event: KeyboardEvent, target: ViewTarget): (() => void) | undefined {
  const { viewer, item, actions } = target;
  if (!viewer || event.altKey) return undefined;
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return () => actions.layers[event.shiftKey ? 'redo' : 'undo'](item.id);
    return key === 'y' ? () => actions.layers.redo(item.id) : undefined;
  }
  const far = event.shiftKey ? 240 : 60;
  const step = (axis: string, by: number): void => {
    const found = stackAxes(item).find(({ name }) => name === axis);
    const { index } = target.standing;
    if (found) target.go({ ...index, [axis]: Math.min(found.size - 1, Math.max(0, (index[axis] ?? 0) + by)) });
  };
  const keys: { readonly [key: string]: () => void } = {
    '=': () => viewer.zoomBy(1.5),
    arrowleft: () => viewer.panBy(-far, 0),
    arrowright: () => viewer.panBy(far, 0),
    arrowup: () => viewer.panBy(0, -far),
    arrowdown: () => viewer.panBy(0, far),
    pageup: () => step('Z', 1),
    pagedown: () => step('Z', -1),
    '.': () => step('T', 1),
    ',': () => step('T', -1),
    p: () => target.play(),
    v: () => target.readMiddle(),
    enter: () => target.pickMiddle(),
    escape: () => actions.layers.select(null),
  };
  return keys[key] ?? viewCommands(target).find((command) => command.key === key)?.run;
}
