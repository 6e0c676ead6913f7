/** All actions of the app as a list that can be searched. */

import type { Actions } from '../workspace/actions.js';
import type { WorkspaceState } from '../workspace/model.js';
import { saveFormats } from '../workspace/save_format.js';
import type { ShellEvents } from './element.js';
import type { IconName } from './icon_drawings.js';
import { pluginActions } from './manager/plugin_actions.js';
import { saveStrings } from './save_strings.js';
import { strings } from './strings.js';
import { windowCommands } from './window_commands.js';

export interface Command {
  readonly title: string;
  /** The plugin that it belongs to, where the title does not name it; words find it, too. */
  readonly of?: string;
  readonly icon: IconName;
  readonly keys: string;
  /** Listed only when words are typed: there are many of them. */
  readonly quiet: boolean;
  readonly run: () => void;
}

type Tell = <K extends keyof ShellEvents>(name: K, detail: ShellEvents[K]) => void;

const modifier = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform) ? '⌘' : 'Ctrl';

/** The actions that make sense now. */
export function commandsFor(state: WorkspaceState, actions: Actions, tell: Tell): readonly Command[] {
  const words = strings.palette;
  const commands: Command[] = [
    {
      title: words.open,
      icon: 'folder-open',
      keys: `${modifier} O`,
      quiet: false,
      run: () => tell('pick-files', null),
    },
  ];
  const add = (title: string, icon: IconName, run: () => void, quiet = false): void => {
    commands.push({ title, icon, keys: '', quiet, run });
  };
  add(strings.welcome.openFolder, 'folder-open', () => tell('pick-folder', null));
  for (const plugin of state.plugins) {
    for (const op of plugin.ops) {
      const { name } = plugin.header;
      commands.push({
        title: words.run(op.title),
        ...(op.title === name ? {} : { of: name }),
        icon: 'play',
        keys: '',
        quiet: false,
        run: () => {
          actions.select(plugin.id, op.name);
          tell('show-form', null);
        },
      });
    }
  }
  const running = state.runs.filter((run) => run.state === 'running');
  if (running.length > 0) {
    add(words.stopAll, 'square', () => {
      for (const run of running) actions.stopRun(run.id);
    });
  }
  for (const window of state.windows)
    if (window.id !== state.activeWindow)
      add(words.goTo(window.title), 'layers', () => actions.activateWindow(window.id));
  for (const window of state.windows) {
    if (window.kind !== 'image') {
      const { saveAs } = strings.windows;
      const save = Object.hasOwn(saveAs, window.kind) ? saveAs[window.kind as keyof typeof saveAs] : null;
      if (save !== null) add(words.save(save, window.title), 'download', () => void actions.save(window.id));
      continue;
    }
    window.layers.forEach((layer, at) => {
      if (layer.visible)
        for (const [nth, format] of saveFormats(layer.kind).entries())
          add(
            saveStrings.command(layer.name, format),
            'download',
            () => void actions.saveLayer(layer.id, format),
            nth > 0,
          );
      const visible = !layer.visible;
      const title = visible ? strings.layers.show(layer.name) : words.hideLayer(layer.name);
      add(title, 'layers', () => actions.layers.set(layer.id, { visible }), true);
      if (at < window.layers.length - 1)
        add(words.raiseLayer(layer.name), 'layers', () => actions.layers.move(layer.id, at + 1), true);
      if (at > 0) add(words.lowerLayer(layer.name), 'layers', () => actions.layers.move(layer.id, at - 1), true);
      add(strings.layers.remove(layer.name), 'layers', () => actions.layers.remove(layer.id), true);
    });
  }
  const active = state.windows.find((window) => window.id === state.activeWindow);
  if (active) for (const command of windowCommands(active.id)) commands.push({ ...command, quiet: false });
  if (active) add(words.closeWindow(active.title), 'x', () => actions.closeWindow(active.id));
  for (const sample of state.sampleFiles)
    add(words.sample(sample.title), 'image', () => void actions.openSample(sample.name));
  add(words.manage, 'puzzle', () => tell('show-manager', { pluginId: null, tab: 'overview', line: null }));
  add(words.log, 'scroll-text', () => tell('toggle-drawer', 'log'));
  add(words.panel, 'panel-left', () => tell('toggle-panel', null));
  add(words.theme, 'sun-moon', () => tell('toggle-theme', null));
  add(words.marks, 'shield-check', () => tell('show-marks', null));
  add(words.storage, 'cpu', () => tell('show-storage', null));
  add(words.engines, 'server', () => tell('show-engines', null));
  if (state.status.installable) add(words.install, 'hard-drive-download', () => void actions.installApp());
  for (const plugin of state.plugins)
    for (const { id, title, icon, run } of pluginActions(plugin, actions, tell))
      if (id !== 'run') add(title, icon, run, true);
  return commands;
}

/** The commands in whose title all the words begin a word or stand somewhere; those that begin with them come first. */
export function matching(commands: readonly Command[], words: string): readonly Command[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return commands.filter(({ quiet }) => !quiet);
  const score = (command: Command): number => {
    const title = `${command.title} ${command.of ?? ''}`.toLowerCase();
    if (!wanted.every((word) => title.includes(word))) return 0;
    return wanted.every((word) => title.split(/\s+/).some((part) => part.startsWith(word))) ? 2 : 1;
  };
  return commands.filter((command) => score(command) > 0).sort((a, b) => score(b) - score(a));
}
