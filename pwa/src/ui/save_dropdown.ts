/** `<cs-save-dropdown>`: the formats that a layer can be saved in. It takes the place of the button that was pressed. */
import '@awesome.me/webawesome/dist/components/dropdown/dropdown.js';
import '@awesome.me/webawesome/dist/components/dropdown-item/dropdown-item.js';
import './web_awesome.js';
import { html } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Layer } from '../workspace/model.js';
import { type SaveFormat, saveFormats } from '../workspace/save_format.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import { menuStyles } from './menu_styles.js';
import { saveStrings } from './save_strings.js';
import { sharedStyles } from './shared_styles.js';

@customElement('cs-save-dropdown')
export class CsSaveDropdown extends WorkspaceElement {
  static override styles = [sharedStyles, menuStyles];
  @property({ attribute: false }) layer!: Layer;

  override render() {
    const { layer } = this;
    const name = saveStrings.open(layer.name);
    const select = (event: CustomEvent<{ item: { value?: string } }>): void => {
      const format = saveFormats(layer.kind).find((each) => each === event.detail.item.value);
      if (format !== undefined) void this.save(format);
    };
    return html`<wa-dropdown open placement="bottom-end" @wa-select=${select}>
      <button slot="trigger" class="icon-button" aria-label=${name} title=${name}><cs-icon name="download"></cs-icon></button>
      ${saveFormats(layer.kind).map((format) => html`<wa-dropdown-item value=${format}>${saveStrings.formats[format]}</wa-dropdown-item>`)}
    </wa-dropdown>`;
  }

  private save(format: SaveFormat): Promise<void> {
    return this.actions.saveLayer(this.layer.id, format);
  }
}
