/** `<cs-app>`: the whole app as a person sees it. It reads the workspace and sends intents, and knows nothing else. */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import type { Actions } from '../workspace/actions.js';
import type { WorkspaceReader, WorkspaceState } from '../workspace/model.js';
import './bottom_tabs.js';
import { FilesIn } from './files_in.js';
import { LazyParts } from './lazy_parts.js';
import { ManagerFrame } from './manager_frame.js';
import './notices.js';
import './plugins_panel.js';
import { loadPreferences, type Preferences, savePreferences } from './preferences.js';
import './rail.js';
import { watchShortcuts } from './shortcuts.js';
import './splitter.js';
import './status_bar.js';
import { strings } from './strings.js';
import { nextTheme, setTheme } from './theme.js';
import './top_bar.js';
import './welcome.js';

export type Tab = 'plugins' | 'image' | 'results' | 'more';
/** Phones have one pane with tabs, everything wider has the desk. */
const narrowQuery = matchMedia('(max-width: 699px)');

@customElement('cs-app')
export class CsApp extends LitElement {
  @property({ attribute: false }) workspace!: WorkspaceReader;
  @property({ attribute: false }) actions!: Actions;

  @state() private shown: WorkspaceState | null = null;
  @state() private preferences: Preferences = loadPreferences();
  @state() private narrow = narrowQuery.matches;
  @state() private tab: Tab = 'image';
  @state() private marksOpen = false;
  @state() private storageOpen = false;
  @state() private enginesOpen = false;
  @state() private sheetOpen = false;
  private readonly files = new FilesIn(this, {
    openFiles: (files) => void this.actions.openFiles(files),
    openFolder: (folder) => void this.actions.openFolder(folder),
    openHandles: (handles) => void this.actions.openHandles(handles),
    remember: (handle) => void this.actions.remember(handle),
  });
  private readonly lazy = new LazyParts(this);
  private readonly manager = new ManagerFrame(this, this.lazy);
  private readonly endings: (() => void)[] = [];
  private scheduled = false;

  /** No shadow root: the desk's styles are the document's, and must reach it. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    setTheme(this.preferences.theme);
    const resize = (): void => {
      this.narrow = narrowQuery.matches;
    };
    narrowQuery.addEventListener('change', resize);
    this.endings.push(
      () => narrowQuery.removeEventListener('change', resize),
      watchShortcuts({ palette: () => this.lazy.openPalette(), open: () => void this.files.pick() }),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.endings.splice(0)) end();
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('workspace') || !this.workspace) return;
    this.endings.push(this.workspace.subscribe(() => this.schedule()));
    this.shown = this.workspace.state;
    if (this.shown.selected) this.sheetOpen = true;
  }

  /** Many changes in a row (a log that floods) are drawn once a frame; a hidden page has no frames. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    const draw = (): void => {
      this.scheduled = false;
      this.take(this.workspace.state);
    };
    if (document.visibilityState === 'visible') requestAnimationFrame(draw);
    else setTimeout(draw, 100);
  }

  private take(next: WorkspaceState): void {
    const before = this.shown;
    this.shown = next;
    if (!before) return;
    // What was begun elsewhere is shown there.
    if (next.jobsBegun > before.jobsBegun) this.enginesOpen = true;
    // A window that comes to the front is not left behind the manager.
    if (next.activeWindow !== before.activeWindow && next.activeWindow !== null) this.manager.show(null);
    if (next.repository !== null && next.repository.source !== before.repository?.source)
      this.manager.show({ pluginId: null, tab: 'overview', line: null });
    if (!this.narrow) return;
    // On a phone a new window comes to the front by its tab.
    if (next.activeWindow !== before.activeWindow && next.activeWindow !== null) {
      const window = next.windows.find((one) => one.id === next.activeWindow);
      if (window) this.tab = window.kind === 'image' ? 'image' : 'results';
    }
    // What is asked to be drawn is drawn on the image, which nothing may cover.
    if (next.asks.length > before.asks.length) {
      this.tab = 'image';
      this.sheetOpen = false;
    }
    // A link, or a sample that brings its model, is there for the form that it opens.
    if (next.selected !== before.selected && next.selected) this.sheetOpen = true;
  }

  private prefer(change: Partial<Preferences>): void {
    this.preferences = { ...this.preferences, ...change };
    savePreferences(this.preferences);
  }

  private readonly listeners: readonly (readonly [string, (event: CustomEvent) => void])[] = [
    ['cs-toggle-panel', () => this.prefer({ panelOpen: !this.preferences.panelOpen })],
    [
      'cs-toggle-drawer',
      (event) => this.prefer({ drawer: event.detail === this.preferences.drawer ? null : event.detail }),
    ],
    ['cs-toggle-theme', () => this.changeTheme()],
    ['cs-show-marks', () => (this.marksOpen = true)],
    ['cs-show-storage', () => (this.storageOpen = true)],
    ['cs-show-engines', () => (this.enginesOpen = true)],
    ['cs-show-palette', () => this.lazy.openPalette()],
    ['cs-pick-files', () => void this.files.pick()],
    ['cs-pick-folder', () => void this.files.pickFolder()],
    ['cs-show-form', () => this.showForm()],
    // What is drawn on needs the screen of a phone for itself.
    ['cs-hide-form', () => (this.sheetOpen = false)],
    ['cs-show-tab', (event) => this.showTab(event.detail)],
  ];

  override firstUpdated(): void {
    for (const [name, listener] of this.listeners)
      this.addEventListener(name, (event) => listener(event as CustomEvent));
  }

  private changeTheme(): void {
    const theme = nextTheme(this.preferences.theme);
    this.prefer({ theme });
    setTheme(theme);
  }

  private readonly closeStorage = (): void => {
    this.storageOpen = false;
  };

  private readonly closeEngines = (): void => {
    this.enginesOpen = false;
  };

  private readonly closeMarks = (): void => {
    this.marksOpen = false;
  };

  private showTab(tab: Tab): void {
    this.manager.show(null);
    this.tab = tab;
  }

  private showForm(): void {
    this.manager.show(null);
    if (!this.narrow) {
      if (!this.preferences.panelOpen) this.prefer({ panelOpen: true });
      return;
    }
    this.tab = 'image';
    this.sheetOpen = true;
  }

  override render() {
    const shown = this.shown;
    if (!shown) return nothing;
    this.lazy.form(shown);
    this.lazy.drawer(this.preferences.drawer);
    return html`
      ${this.narrow ? this.phone(shown) : this.desktop(shown)}
      <input class="file-input" type="file" hidden aria-label=${strings.nav.open} ${ref((element) => element && this.files.attach(element as HTMLInputElement))}>
      <input class="folder-input" type="file" hidden aria-label=${strings.welcome.openFolder} ${ref((element) => element && this.files.attachFolder(element as HTMLInputElement))}>
      ${this.lazy.questions(shown, this.actions)}
      ${this.lazy.storage(shown, this.actions, this.storageOpen, this.closeStorage)}
      ${this.lazy.engines(shown, this.actions, this.enginesOpen, this.closeEngines)}
      ${this.lazy.marks(shown, this.actions, this.marksOpen, this.closeMarks)}
      ${this.manager.dialog(shown, this.actions)}
      ${this.lazy.palette(shown, this.actions)}
      ${this.files.dragging ? html`<div class="drop" aria-hidden="true"><div><strong>${strings.drop.title}</strong><span>${strings.drop.hint}</span></div></div>` : nothing}
    `;
  }

  private desktop(shown: WorkspaceState) {
    const { panelOpen, panelWidth, drawer, drawerHeight, theme } = this.preferences;
    return html`<div class="desktop">
      <cs-rail .state=${shown} .actions=${this.actions} .panelOpen=${panelOpen} .drawer=${drawer} .theme=${theme}></cs-rail>
      ${
        panelOpen
          ? html`<aside class="side" style="width:${panelWidth}px" aria-label=${strings.nav.panel}>
              <cs-plugins inline .state=${shown} .actions=${this.actions}></cs-plugins>
              ${this.lazy.layers(shown, this.actions)}
              <cs-splitter label=${strings.nav.resize} .value=${panelWidth} .min=${240} .max=${560} @cs-resize=${(event: CustomEvent<number>) => this.prefer({ panelWidth: event.detail })}></cs-splitter>
            </aside>`
          : nothing
      }
      <main class="middle">
        <div class="stage">
          <div class="page" ?inert=${this.manager.isOpen}>${shown.windows.length === 0 ? html`<cs-welcome .state=${shown} .actions=${this.actions}></cs-welcome>` : this.lazy.desk(shown, this.actions)}</div>
          ${this.manager.page(shown, this.actions)}
          <cs-notices .state=${shown} .actions=${this.actions}></cs-notices>
        </div>
        ${
          drawer
            ? html`<cs-splitter horizontal label=${strings.nav.resizeDrawer} .value=${drawerHeight} .min=${120} .max=${600}
                @cs-resize=${(event: CustomEvent<number>) => this.prefer({ drawerHeight: event.detail })}></cs-splitter>
              <cs-drawer style="height:${drawerHeight}px" .state=${shown} .actions=${this.actions} .shows=${drawer}></cs-drawer>`
            : nothing
        }
      </main>
      <cs-status-bar .state=${shown} .actions=${this.actions} .drawer=${drawer}></cs-status-bar>
    </div>`;
  }

  private phone(shown: WorkspaceState) {
    const images = shown.windows.some((window) => window.kind === 'image');
    return html`<div class="phone">
      <cs-top-bar .state=${shown} .actions=${this.actions}></cs-top-bar>
      <main class="stage"><div class="page" role="tabpanel" ?inert=${this.manager.isOpen} aria-label=${strings.nav[this.tab]}>
        ${this.tab === 'plugins' ? html`<div class="scroll"><cs-plugins .state=${shown} .actions=${this.actions}></cs-plugins></div>` : nothing}
        ${this.tab === 'image' ? (images ? this.lazy.pane(shown, this.actions, 'image') : html`<cs-welcome .state=${shown} .actions=${this.actions}></cs-welcome>`) : nothing}
        ${this.tab === 'results' ? this.lazy.pane(shown, this.actions, 'results') : nothing}
        ${this.tab === 'more' ? this.lazy.more(shown, this.actions, this.preferences.theme) : nothing}
        </div>${this.manager.page(shown, this.actions)}<cs-notices .state=${shown} .actions=${this.actions}></cs-notices>
      </main>
      ${
        this.tab === 'image' && !this.manager.isOpen && (shown.selected || images) && this.lazy.sheet()
          ? html`<cs-sheet .state=${shown} .actions=${this.actions} .open=${this.sheetOpen} .layers=${images ? this.lazy.layers(shown, this.actions) : nothing}
              @cs-sheet=${(event: CustomEvent<boolean>) => {
                this.sheetOpen = event.detail;
              }}></cs-sheet>`
          : nothing
      }
      <cs-bottom-tabs .state=${shown} .actions=${this.actions} .tab=${this.manager.isOpen ? 'plugins' : this.tab}></cs-bottom-tabs>
    </div>`;
  }
}
