/** What all elements that show the workspace have in common. */
import { LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import type { Actions } from '../workspace/actions.js';
import type { WorkspaceState } from '../workspace/model.js';

/** An element that reads the workspace's state and sends intents. Both are handed down by `<cs-app>`. */
export abstract class WorkspaceElement extends LitElement {
  @property({ attribute: false }) state!: WorkspaceState;
  @property({ attribute: false }) actions!: Actions;

  /** Tells the app of something that only the shell knows, such as which tab is in front. */
  protected tell<K extends keyof ShellEvents>(name: K, detail: ShellEvents[K]): void {
    this.dispatchEvent(new CustomEvent(`cs-${name}`, { detail, bubbles: true, composed: true }));
  }
}

export type ManagerTab = 'overview' | 'docs' | 'source' | 'permissions' | 'network' | 'log';

/** Which part of the plugin manager is in front. */
export interface ManagerPlace {
  /** Null is the list alone. */
  readonly pluginId: string | null;
  readonly tab: ManagerTab;
  /** The line of the source that is meant, counted from 1. */
  readonly line: number | null;
}

/** What elements tell the shell, as `cs-<name>` events. */
export interface ShellEvents {
  'toggle-panel': null;
  'toggle-drawer': 'log' | 'runs' | null;
  'toggle-theme': null;
  'show-marks': null;
  'show-storage': null;
  'show-engines': null;
  'show-palette': null;
  'pick-files': null;
  'pick-folder': null;
  'show-form': null;
  'show-tab': string;
  /** Null closes it. */
  'show-manager': ManagerPlace | null;
  'share-plugin': string;
  'remove-plugin': string;
}
