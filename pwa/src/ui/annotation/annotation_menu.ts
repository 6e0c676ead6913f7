/** `<cs-annotation-menu>`: what can be done with all that is drawn: measured, saved, turned into another kind, added to. */
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import '../web_awesome.js';
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { AnnotationActions } from '../../workspace/annotation/annotation_actions.js';
import type { ImageWindow } from '../../workspace/model.js';
import '../icon.js';
import type { IconName } from '../icon_drawings.js';
import { menuStyles } from '../menu_styles.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings as words } from './annotation_strings.js';

interface Entry {
  readonly icon: IconName;
  readonly label: string;
  readonly run: () => void;
}

const ACCEPT = '.geojson,.json,.tif,.tiff,.png,application/geo+json,image/tiff,image/png';

@customElement('cs-annotation-menu')
export class CsAnnotationMenu extends LitElement {
  static override styles = [
    sharedStyles,
    menuStyles,
    css`
      .icon-button { width: 34px; height: 34px; }
      @media (max-width: 699px), (pointer: coarse) { .icon-button { width: 44px; height: 44px; } }
    `,
  ];
  @property({ attribute: false }) item!: ImageWindow;
  @property({ attribute: false }) annotations!: AnnotationActions;
  @property({ attribute: false }) index: PlaneIndex = {};
  @query('input') private input!: HTMLInputElement;

  override render() {
    const entries = this.entries();
    const select = (event: CustomEvent<{ item: { value?: string } }>): void =>
      entries[Number(event.detail.item.value)]?.run();
    return html`<wa-dropdown placement="top-end" @wa-select=${select}>
        <button slot="trigger" class="icon-button" aria-label=${words.more} title=${words.more}><cs-icon name="ellipsis"></cs-icon></button>
        ${entries.map(({ icon, label }, i) => html`<wa-dropdown-item value=${String(i)}><cs-icon slot="icon" name=${icon}></cs-icon>${label}</wa-dropdown-item>`)}
      </wa-dropdown>
      <input type="file" hidden accept=${ACCEPT} aria-label=${words.menu.import} @change=${this.picked}>`;
  }

  private entries(): readonly Entry[] {
    const { annotations, index, item } = this;
    const { menu } = words;
    const entries: Entry[] = [];
    for (const { id, name, kind } of [...item.layers].reverse()) {
      if (kind === 'image') continue;
      const isLabels = kind === 'labels';
      entries.push({ icon: 'ruler', label: menu.measure(name), run: () => void annotations.measureLayer(id, index) });
      if (!isLabels)
        entries.push({ icon: 'download', label: menu.geojson(name), run: () => void annotations.saveGeoJson(id) });
      entries.push({ icon: 'download', label: menu.mask(name), run: () => void annotations.saveMask(id, index) });
      entries.push(
        isLabels
          ? { icon: 'shapes', label: menu.toShapes(name), run: () => void annotations.toShapes(id, index) }
          : { icon: 'brush', label: menu.toLabels(name), run: () => void annotations.toLabels(id, index) },
      );
      if (kind !== 'points') entries.push({ icon: 'server', label: menu.train(name), run: () => void this.train(id) });
    }
    entries.push({ icon: 'file-down', label: menu.import, run: () => this.input.click() });
    return entries;
  }

  private async train(layerId: string): Promise<void> {
    if (await this.annotations.train(layerId, this.index))
      this.dispatchEvent(new CustomEvent('cs-show-form', { bubbles: true, composed: true }));
  }

  private picked = (): void => {
    const file = this.input.files?.[0];
    // So that the same file can be picked again.
    this.input.value = '';
    if (file) void this.annotations.importFile(this.item.id, file);
  };
}
