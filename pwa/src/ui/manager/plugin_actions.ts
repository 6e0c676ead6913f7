/** What can be done with a plugin, as its menu and the palette list it. */
import type { Actions } from '../../workspace/actions.js';
import type { PluginItem } from '../../workspace/model.js';
import type { ManagerTab, ShellEvents } from '../element.js';
import type { IconName } from '../icon_drawings.js';
import { managerStrings } from './strings.js';

export interface PluginAction {
  readonly id: string;
  readonly icon: IconName;
  /** As it stands in the plugin's own menu. */
  readonly label: string;
  /** As it stands among the actions of other plugins. */
  readonly title: string;
  /** Whether it takes something away. */
  readonly danger: boolean;
  readonly run: () => void;
}

type Tell = <K extends keyof ShellEvents>(name: K, detail: ShellEvents[K]) => void;

const PLACES = [
  ['overview', 'info'],
  ['docs', 'book-open'],
  ['source', 'code-xml'],
  ['permissions', 'shield-check'],
  ['network', 'arrow-up-down'],
  ['log', 'scroll-text'],
] as const satisfies readonly (readonly [ManagerTab, IconName])[];

/** Only what this plugin can do now: a shipped one can't be removed, one that sleeps needs no restart. */
export function pluginActions(plugin: PluginItem, actions: Actions, tell: Tell): readonly PluginAction[] {
  const { id, shipped, disabled, update, state } = plugin;
  const { name } = plugin.header;
  const words = managerStrings.menu;
  const list: PluginAction[] = [];
  const add = (
    key: Exclude<keyof typeof words, 'short' | 'update'>,
    icon: IconName,
    run: () => void,
    danger = false,
  ): void => {
    list.push({ id: key, icon, label: words.short[key], title: words[key](name), danger, run });
  };
  const first = plugin.ops[0];
  if (first !== undefined && !disabled) add('run', 'play', () => setUp(plugin, first.name, actions, tell));
  for (const [tab, icon] of PLACES) add(tab, icon, () => tell('show-manager', { pluginId: id, tab, line: null }));
  if (update !== null) {
    const { version } = update;
    list.push({
      id: 'update',
      icon: 'circle-arrow-up',
      label: words.short.update(version),
      title: words.update(name, version),
      danger: false,
      run: () => void actions.updatePlugin(id),
    });
  } else if (!shipped && /^https?:/.test(plugin.source)) {
    add('checkUpdate', 'refresh-cw', () => void actions.checkUpdate(id));
  }
  add('share', 'share-2', () => tell('share-plugin', id));
  if (state.kind !== 'asleep') add('restart', 'rotate-ccw', () => void actions.restartPlugin(id));
  add(disabled ? 'enable' : 'disable', disabled ? 'power' : 'ban', () => void actions.setDisabled(id, !disabled));
  add('export', 'file-down', () => void actions.exportPlugin(id));
  if (!shipped) add('remove', 'trash-2', () => tell('remove-plugin', id), true);
  return list;
}

/** Brings the form of an op to the front. */
export function setUp(plugin: PluginItem, op: string, actions: Actions, tell: Tell): void {
  tell('show-manager', null);
  actions.select(plugin.id, op);
  tell('show-form', null);
}
