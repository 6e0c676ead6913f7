/** `<cs-desk>`: the windows as tabs that are arranged side by side. Images to the left, what came of them to the right. */
import {
  createDockview,
  type DockviewApi,
  type IContentRenderer,
  type IDockviewPanel,
  type ITabRenderer,
} from 'dockview-core/dist/dockview-core.js';
import { customElement } from 'lit/decorators.js';
import type { Actions } from '../../workspace/actions.js';
import type { WindowItem, WorkspaceState } from '../../workspace/model.js';
import { WorkspaceElement } from '../element.js';
import { drawings, type IconName } from '../icon_drawings.js';
import { laterDrawings } from '../later_drawings.js';
import { strings } from '../strings.js';
import { CsWindow } from './window_content.js';

const icons: { readonly [kind in WindowItem['kind']]: IconName } = {
  image: 'image',
  table: 'table-2',
  plot: 'chart-column',
  figure: 'chart-column',
  file: 'file-text',
  text: 'file-text',
  compare: 'columns-2',
  markdown: 'file-text',
  panel: 'app-window',
  log: 'scroll-text',
  tree: 'list-tree',
  terminal: 'square-terminal',
  editor: 'code-xml',
  form: 'sliders-horizontal',
  frame: 'app-window',
};

/** Puts a window's element into a panel. */
class Content implements IContentRenderer {
  readonly element = new CsWindow();
  init(): void {}
  show(item: WindowItem, actions: Actions, state: WorkspaceState): void {
    this.element.item = item;
    this.element.actions = actions;
    this.element.state = state;
  }
}

/** The dock brings the beginning of a tab into sight, which may hide its end and its cross. */
const NEAREST = { block: 'nearest', inline: 'nearest' } as const;

const all = { ...drawings, ...laterDrawings };

/** A tab with icon, title and a cross. The cross is for the pointer; by keyboard a tab is closed with Delete. */
class TabHead implements ITabRenderer {
  readonly element = document.createElement('div');
  private readonly title = document.createElement('span');
  private readonly icon = document.createElement('span');

  constructor(kind: WindowItem['kind'], title: string, close: () => void) {
    this.element.className = 'cs-tab';
    this.icon.className = 'cs-tab-icon';
    // Trusted text: the drawings are part of the build.
    this.icon.innerHTML = all[icons[kind]];
    this.title.className = 'cs-tab-title';
    const cross = document.createElement('span');
    cross.className = 'cs-tab-close';
    cross.innerHTML = drawings.x;
    cross.title = strings.windows.close(title);
    cross.setAttribute('aria-hidden', 'true');
    // Before the tab takes the pointer for dragging or activating.
    cross.addEventListener('pointerdown', (event) => event.stopPropagation());
    cross.addEventListener('click', (event) => {
      event.stopPropagation();
      close();
    });
    this.element.addEventListener('auxclick', (event) => {
      if (event.button === 1) close();
    });
    this.element.append(this.icon, this.title, cross);
    this.rename(title);
  }

  rename(title: string): void {
    this.title.textContent = title;
    this.element.title = title;
  }

  init(): void {}
}

@customElement('cs-desk')
export class CsDesk extends WorkspaceElement {
  private dock: DockviewApi | null = null;
  private readonly contents = new Map<string, Content>();
  private readonly heads = new Map<string, TabHead>();
  private readonly wishes = new Map<string, string>();
  /** The strips of tabs: what takes room from one, as the list of tabs that don't fit, must not hide the tab in front. */
  private readonly strips = new ResizeObserver((entries) => {
    for (const { target } of entries) target.querySelector('.dv-active-tab')?.scrollIntoView(NEAREST);
  });
  /** Whether a window was just closed by the key of its tab, which had the focus. */
  private byTab = false;
  /** Set while the desk follows the state, so that its own events are not taken for a person's. */
  private following = false;

  /** The dock's styles are the document's. */
  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', strings.windows.region);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.following = true;
    this.dock?.dispose();
    this.strips.disconnect();
    this.dock = null;
    this.contents.clear();
    this.heads.clear();
  }

  override updated(): void {
    if (!this.isConnected) return;
    this.dock ??= this.open();
    this.following = true;
    this.follow(this.dock);
    this.following = false;
  }

  private open(): DockviewApi {
    const dock = createDockview(this, {
      theme: { name: 'coverslip', className: 'dockview-theme-coverslip' },
      disableFloatingGroups: true,
      createComponent: ({ id }) => this.contents.get(id) ?? new Content(),
      createTabComponent: ({ id }) => this.heads.get(id),
    });
    dock.onDidActivePanelChange((event) => {
      const id =
        (event as { readonly panel?: { readonly id: string } } | undefined)?.panel?.id ??
        (event as { readonly id?: string } | undefined)?.id;
      if (id === undefined) return;
      if (!this.following && id !== this.state.activeWindow) this.actions.activateWindow(id);
      requestAnimationFrame(() => this.heads.get(id)?.element.scrollIntoView(NEAREST));
    });
    dock.onDidAddGroup(({ element }) => {
      const strip = element.querySelector('.dv-tabs-container');
      if (strip) this.strips.observe(strip);
    });
    dock.onDidRemovePanel((panel) => {
      if (!this.following) this.actions.closeWindow(panel.id);
    });
    this.addEventListener('keydown', (event) => this.key(event));
    return dock;
  }

  private follow(dock: DockviewApi): void {
    const { windows, activeWindow } = this.state;
    const { byTab } = this;
    this.byTab = false;
    const wanted = new Set(windows.map(({ id }) => id));
    for (const panel of [...dock.panels]) {
      if (wanted.has(panel.id)) continue;
      dock.removePanel(panel);
      this.contents.delete(panel.id);
      this.heads.delete(panel.id);
      this.wishes.delete(panel.id);
    }
    for (const item of windows) {
      const panel = dock.getPanel(item.id) ?? this.add(dock, item);
      this.contents.get(item.id)?.show(item, this.actions, this.state);
      this.resize(panel, item);
      if (panel.title === item.title) continue;
      panel.setTitle(item.title);
      this.heads.get(item.id)?.rename(item.title);
    }
    if (activeWindow !== null && dock.activePanel?.id !== activeWindow) dock.getPanel(activeWindow)?.api.setActive();
    // Who closed a window by its tab goes on with the tab that is in front now.
    if (!byTab || this.contains(document.activeElement)) return;
    this.heads
      .get(activeWindow ?? dock.panels.at(-1)?.id ?? '')
      ?.element.closest<HTMLElement>('.dv-tab')
      ?.focus();
  }

  private add(dock: DockviewApi, item: WindowItem) {
    const content = new Content();
    content.show(item, this.actions, this.state);
    this.contents.set(item.id, content);
    this.heads.set(item.id, new TabHead(item.kind, item.title, () => this.actions.closeWindow(item.id)));
    const sameSort = (other: WindowItem): boolean => (other.kind === 'image') === (item.kind === 'image');
    const beside = dock.panels.findLast((panel) =>
      this.state.windows.some((window) => window.id === panel.id && sameSort(window)),
    );
    const other = dock.panels.at(-1);
    // Where two would not fit side by side, results are tabs beside the image's.
    const roomy = this.clientWidth >= 640;
    return dock.addPanel({
      id: item.id,
      component: item.kind,
      tabComponent: item.kind,
      title: item.title,
      ...(beside
        ? { position: { referencePanel: beside.id, direction: 'within' as const } }
        : other && !roomy
          ? { position: { referencePanel: other.id, direction: 'within' as const } }
          : other
            ? {
                position: {
                  referencePanel: other.id,
                  direction: item.kind === 'image' ? ('left' as const) : ('right' as const),
                },
                initialWidth: Math.round(this.clientWidth * (item.kind === 'image' ? 0.6 : 0.4)),
              }
            : {}),
    });
  }

  /** Gives a window the size that its plugin wished, once for each wish: a person who drags has the last word. */
  private resize(panel: IDockviewPanel, { id, size, fullscreen }: WindowItem): void {
    const wish = `${size?.w ?? 0} ${size?.h ?? 0} ${fullscreen === true}`;
    if (this.wishes.get(id) === wish) return;
    this.wishes.set(id, wish);
    if (fullscreen === true) {
      panel.api.maximize();
      return;
    }
    const width = size && size.w > 0 ? Math.round((Math.min(20, size.w) / 20) * this.clientWidth) : 0;
    const height = size && size.h > 0 ? Math.min(this.clientHeight, Math.round(size.h * 30)) : 0;
    if (width > 0 || height > 0)
      panel.group.api.setSize({ ...(width > 0 ? { width } : {}), ...(height > 0 ? { height } : {}) });
  }

  private key(event: KeyboardEvent): void {
    const tab = event.composedPath()[0];
    if (event.key !== 'Delete' || !(tab instanceof HTMLElement) || tab.getAttribute('role') !== 'tab') return;
    const id = tab.dataset.tabPanelId;
    if (id === undefined) return;
    this.byTab = true;
    this.actions.closeWindow(id);
  }
}
