/** The parts that are fetched when they are first shown: windows with the desk, forms, layers, dialogs. */
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { Actions } from '../workspace/actions.js';
import type { PluginItem, WorkspaceState } from '../workspace/model.js';
import type { ManagerPlace } from './element.js';
import type { Preferences, ThemeChoice } from './preferences.js';
import { strings } from './strings.js';

const parts = {
  desk: () => import('./windows/desk.js'),
  pane: () => import('./windows/pane.js'),
  layers: () => import('./layers_panel.js'),
  drawer: () => import('./drawer.js'),
  sheet: () => import('./sheet.js'),
  palette: () => import('./palette.js'),
  more: () => import('./more_page.js'),
  form: () => import('./op_form.js'),
  marks: () => import('./marks.js'),
  storage: () => import('./storage/storage_dialog.js'),
  engines: () => import('./engines/engines_dialog.js'),
  questions: () => import('./questions.js'),
  manager: () => import('./manager/manager.js'),
  share: () => import('./manager/share_dialog.js'),
  remove: () => import('./manager/remove_dialog.js'),
} as const;
type Part = keyof typeof parts;

export class LazyParts implements ReactiveController {
  private readonly states = new Map<Part, 'loading' | 'ready' | 'failed'>();
  private paletteOpen = false;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }
  hostConnected(): void {}

  private has(part: Part): boolean {
    const known = this.states.get(part);
    if (known === undefined || known === 'failed') {
      if (known === 'failed') return false;
      this.states.set(part, 'loading');
      parts[part]().then(
        () => this.done(part, 'ready'),
        () => this.done(part, 'failed'),
      );
    }
    return known === 'ready';
  }

  private done(part: Part, state: 'ready' | 'failed'): void {
    this.states.set(part, state);
    this.host.requestUpdate();
    // A question must not hang on one lost request; the windows have a button for it.
    if (state === 'failed') setTimeout(() => this.again(part), 3000);
  }

  private again(part: Part): void {
    this.states.delete(part);
    this.host.requestUpdate();
  }

  private wait(part: Part) {
    if (this.states.get(part) !== 'failed') return html`<p class="wait" role="status">${strings.windows.loading}</p>`;
    return html`<p class="wait" role="alert">${strings.windows.failed} <button @click=${() => this.again(part)}>${strings.windows.tryAgain}</button></p>`;
  }

  desk(state: WorkspaceState, actions: Actions) {
    return this.has('desk') ? html`<cs-desk .state=${state} .actions=${actions}></cs-desk>` : this.wait('desk');
  }

  pane(state: WorkspaceState, actions: Actions, shows: 'image' | 'results') {
    return this.has('pane')
      ? html`<cs-pane .state=${state} .actions=${actions} .shows=${shows}></cs-pane>`
      : this.wait('pane');
  }

  layers(state: WorkspaceState, actions: Actions) {
    if (!state.windows.some((window) => window.kind === 'image')) return nothing;
    return this.has('layers') ? html`<cs-layers .state=${state} .actions=${actions}></cs-layers>` : nothing;
  }

  /** Whether the sheet can be shown. */
  sheet(): boolean {
    return this.has('sheet');
  }

  /** The element stands on the page, with its height, before its code is there. */
  drawer(shows: Preferences['drawer']): void {
    if (shows !== null) this.has('drawer');
  }

  more(state: WorkspaceState, actions: Actions, theme: ThemeChoice) {
    return this.has('more')
      ? html`<cs-more class="scroll" .state=${state} .actions=${actions} .theme=${theme}></cs-more>`
      : this.wait('more');
  }

  /** The element of a form may stand on the page before its code is there; it comes to life then. */
  form(state: WorkspaceState): void {
    if (state.selected) this.has('form');
  }

  questions(state: WorkspaceState, actions: Actions) {
    if (state.questions.length === 0 && !this.states.has('questions')) return nothing;
    return this.has('questions') ? html`<cs-questions .state=${state} .actions=${actions}></cs-questions>` : nothing;
  }

  marks(state: WorkspaceState, actions: Actions, open: boolean, close: () => void) {
    if (!open && !this.states.has('marks')) return nothing;
    return this.has('marks')
      ? html`<cs-marks .state=${state} .actions=${actions} .open=${open} @cs-close=${close}></cs-marks>`
      : nothing;
  }

  storage(state: WorkspaceState, actions: Actions, open: boolean, close: () => void) {
    if (!open && !this.states.has('storage')) return nothing;
    return this.has('storage')
      ? html`<cs-storage .state=${state} .actions=${actions} .open=${open} @cs-close=${close}></cs-storage>`
      : nothing;
  }

  engines(state: WorkspaceState, actions: Actions, open: boolean, close: () => void) {
    if (!open && !this.states.has('engines')) return nothing;
    return this.has('engines')
      ? html`<cs-engines .state=${state} .actions=${actions} .open=${open} @cs-close=${close}></cs-engines>`
      : nothing;
  }

  manager(state: WorkspaceState, actions: Actions, place: ManagerPlace) {
    return this.has('manager')
      ? html`<cs-manager .state=${state} .actions=${actions} .place=${place}></cs-manager>`
      : html`<div class="over">${this.wait('manager')}</div>`;
  }

  pluginDialog(
    which: 'share' | 'remove',
    state: WorkspaceState,
    actions: Actions,
    plugin: PluginItem,
    close: () => void,
  ) {
    if (!this.has(which)) return nothing;
    return which === 'share'
      ? html`<cs-share .state=${state} .actions=${actions} .plugin=${plugin} @cs-close=${close}></cs-share>`
      : html`<cs-remove .state=${state} .actions=${actions} .plugin=${plugin} @cs-close=${close}></cs-remove>`;
  }

  openPalette(): void {
    this.paletteOpen = true;
    this.host.requestUpdate();
  }

  palette(state: WorkspaceState, actions: Actions) {
    if (!this.paletteOpen || !this.has('palette')) return nothing;
    const close = (): void => {
      this.paletteOpen = false;
      this.host.requestUpdate();
    };
    return html`<cs-palette .state=${state} .actions=${actions} @cs-close=${close}></cs-palette>`;
  }
}
