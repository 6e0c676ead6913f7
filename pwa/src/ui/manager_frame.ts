/** Where the plugin manager stands, and the dialogs about one plugin; the elements themselves are fetched when needed. */
import { nothing, type ReactiveController, type ReactiveControllerHost } from 'lit';
import type { Actions } from '../workspace/actions.js';
import type { WorkspaceState } from '../workspace/model.js';
import type { ManagerPlace } from './element.js';
import { focused } from './focus_return.js';
import type { LazyParts } from './lazy_parts.js';

interface Asked {
  readonly dialog: 'share' | 'remove';
  readonly pluginId: string;
}

export class ManagerFrame implements ReactiveController {
  private place: ManagerPlace | null = null;
  private asked: Asked | null = null;
  /** What had the focus before the manager opened. */
  private before: HTMLElement | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly lazy: LazyParts,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener('cs-show-manager', (event) =>
      this.show((event as CustomEvent<ManagerPlace | null>).detail),
    );
    for (const dialog of ['share', 'remove'] as const)
      this.host.addEventListener(`cs-${dialog}-plugin`, (event) => {
        this.ask({ dialog, pluginId: (event as CustomEvent<string>).detail });
      });
  }

  get isOpen(): boolean {
    return this.place !== null;
  }

  show(place: ManagerPlace | null): void {
    if (place !== null && this.place === null) this.before = focused();
    const closes = place === null && this.place !== null;
    this.place = place;
    this.host.requestUpdate();
    if (!closes) return;
    const { before } = this;
    this.before = null;
    void this.host.updateComplete.then(() => before?.isConnected && before.focus());
  }

  /** Lies over the windows. */
  page(state: WorkspaceState, actions: Actions) {
    return this.place === null ? nothing : this.lazy.manager(state, actions, this.place);
  }

  dialog(state: WorkspaceState, actions: Actions) {
    const { asked } = this;
    const plugin = state.plugins.find(({ id }) => id === asked?.pluginId);
    if (asked === null || plugin === undefined) return nothing;
    return this.lazy.pluginDialog(asked.dialog, state, actions, plugin, () => this.ask(null));
  }

  private ask(asked: Asked | null): void {
    this.asked = asked;
    this.host.requestUpdate();
  }
}
