/** `<cs-class-picker>`: the class that shapes are given; beside it a button that opens the list of classes. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Classification } from '../../images/layers.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings as words } from './annotation_strings.js';
import { fieldStyles } from './field_styles.js';

@customElement('cs-class-picker')
export class CsClassPicker extends LitElement {
  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      :host { display: flex; align-items: center; gap: 6px; }
      .chip { width: 14px; height: 14px; border-radius: 4px; border: 1px solid rgb(255 255 255 / 60%); flex: none; }
      select { width: auto; max-width: 160px; }
    `,
  ];
  @property({ attribute: false }) classes: readonly Classification[] = [];
  /** '' for none. */
  @property() chosen = '';
  /** Whether the list of classes is open. */
  @property({ type: Boolean }) editing = false;

  override render() {
    const { classes, chosen } = this;
    const color = classes.find(({ name }) => name === chosen)?.color ?? 'transparent';
    const choose = (event: Event) =>
      this.dispatchEvent(new CustomEvent('cs-choose', { detail: (event.target as HTMLSelectElement).value }));
    return html`<i class="chip" style="background:${color}"></i>
      <select aria-label=${words.class} @change=${choose}>
        <option value="" ?selected=${chosen === ''}>${words.noClass}</option>
        ${classes.map(({ name }) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`)}
      </select>
      <button class="icon-button" aria-expanded=${this.editing} aria-label=${words.editClasses} title=${words.editClasses}
        @click=${() => this.dispatchEvent(new CustomEvent('cs-edit'))}><cs-icon name="palette"></cs-icon></button>`;
  }
}
