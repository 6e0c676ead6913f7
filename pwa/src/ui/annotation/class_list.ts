/** `<cs-class-list>`: the classes with their colours, to be renamed, recoloured, added to and taken from. */
import { css, html, LitElement } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { Classification } from '../../images/layers.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings as words } from './annotation_strings.js';
import { fieldStyles } from './field_styles.js';

/** What is asked for. */
export type ClassEvent =
  | { readonly kind: 'add'; readonly name: string }
  | { readonly kind: 'change'; readonly name: string; readonly to: Classification | null };

@customElement('cs-class-list')
export class CsClassList extends LitElement {
  static override styles = [
    sharedStyles,
    fieldStyles,
    css`
      :host { display: block; }
      ul { display: flex; flex-wrap: wrap; gap: 4px 16px; padding: 4px 10px; max-height: 24vh; overflow-y: auto; }
      li, form { display: flex; align-items: center; gap: 4px; }
      input[type='text'] { width: 130px; }
      input[type='color'] { width: 44px; padding: 2px; }
    `,
  ];
  @property({ attribute: false }) classes: readonly Classification[] = [];
  @query('form input') private fresh!: HTMLInputElement;

  override render() {
    return html`<ul aria-label=${words.editClasses}>${this.classes.map((each) => this.entry(each))}
      <li><form @submit=${this.add}>
        <input type="text" aria-label=${words.newClass} placeholder=${words.newClass} maxlength="60">
        <button class="icon-button" aria-label=${words.addClass} title=${words.addClass}><cs-icon name="plus"></cs-icon></button>
      </form></li></ul>`;
  }

  private entry({ name, color }: Classification) {
    const change = (to: Classification | null) => this.tell({ kind: 'change', name, to });
    const rename = (event: Event) => {
      const input = event.target as HTMLInputElement;
      const wanted = input.value.trim();
      if (wanted === '') input.value = name;
      else if (wanted !== name) change({ name: wanted, color });
    };
    return html`<li>
      <input type="color" aria-label=${words.classColour(name)} .value=${color} @change=${(event: Event) => change({ name, color: (event.target as HTMLInputElement).value })}>
      <input type="text" aria-label=${words.className(name)} .value=${name} maxlength="60" @change=${rename}>
      <button class="icon-button" aria-label=${words.removeClass(name)} title=${words.removeClass(name)} @click=${() => change(null)}><cs-icon name="trash-2"></cs-icon></button>
    </li>`;
  }

  private add = (event: Event): void => {
    event.preventDefault();
    const name = this.fresh.value.trim();
    if (name === '') return;
    this.fresh.value = '';
    this.tell({ kind: 'add', name });
  };

  private tell(detail: ClassEvent): void {
    this.dispatchEvent(new CustomEvent<ClassEvent>('cs-class', { detail }));
  }
}
