/** The parts that are fetched when they are first shown: windows with the desk, layers, the palette. */
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { Actions } from '../workspace/actions.js';
import type { WorkspaceState } from '../workspace/model.js';
import type { ThemeChoice } from './preferences.js';
import { strings } from './strings.js';

const parts = {
  desk: () => import('./windows/desk.js'),
  pane: () => import('./windows/pane.js'),
  layers: () => import('./layers_panel.js'),
  palette: () => import('./palette.js'),
  more: () => import('./more_page.js'),
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
  }

  private wait(part: Part) {
    if (this.states.get(part) !== 'failed') return html`<p class="wait" role="status">${strings.windows.loading}</p>`;
    const again = (): void => {
      this.states.delete(part);
      this.host.requestUpdate();
    };
    return html`<p class="wait" role="alert">${strings.windows.failed} <button @click=${again}>${strings.windows.tryAgain}</button></p>`;
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

  more(state: WorkspaceState, actions: Actions, theme: ThemeChoice) {
    return this.has('more')
      ? html`<cs-more class="scroll" .state=${state} .actions=${actions} .theme=${theme}></cs-more>`
      : this.wait('more');
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
