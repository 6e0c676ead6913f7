/** `<cs-class-picker>`: the class that shapes are given, and the list of classes with their colours. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Classification } from '../../images/layers.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings as words } from './annotation_strings.js';

/** What is asked for. */
export type ClassEvent =
  | { readonly kind: 'choose'; readonly name: string }
  | { readonly kind: 'add'; readonly name: string }
  | { readonly kind: 'change'; readonly name: string; readonly to: Classification | null };

@customElement('cs-class-picker')
export class CsClassPicker extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: contents; }
      .choice { display: flex; align-items: center; gap: 6px; }
      .chip { width: 14px; height: 14px; border-radius: 4px; border: 1px solid rgb(255 255 255 / 60%); flex: none; }
      select { width: auto; max-width: 160px; }
      .list { flex-basis: 100%; display: flex; flex-wrap: wrap; gap: 4px 12px; }
      .list li, .list form { display: flex; align-items: center; gap: 4px; }
      .list input[type='text'] { width: 130px; }
      .list input[type='color'] { width: 36px; padding: 2px; }
      @media (max-width: 699px), (pointer: coarse) {
        select, input, .icon-button { min-height: 44px; min-width: 44px; }
        .list input[type='color'] { width: 44px; }
      }
    `,
  ];
  @property({ attribute: false }) classes: readonly Classification[] = [];
  /** '' for none. */
  @property() chosen = '';
  @state() private editing = false;
  @query('form input') private fresh!: HTMLInputElement;

  override render() {
    const { classes, chosen } = this;
    const color = classes.find(({ name }) => name === chosen)?.color ?? 'transparent';
    return html`<span class="choice"><i class="chip" style="background:${color}"></i>
        <select aria-label=${words.class} @change=${(event: Event) => this.tell({ kind: 'choose', name: (event.target as HTMLSelectElement).value })}>
          <option value="" ?selected=${chosen === ''}>${words.noClass}</option>
          ${classes.map(({ name }) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`)}
        </select>
        <button class="icon-button" aria-expanded=${this.editing} aria-label=${words.editClasses} title=${words.editClasses}
          @click=${() => {
            this.editing = !this.editing;
          }}><cs-icon name="palette"></cs-icon></button></span>
      ${this.editing ? this.list() : nothing}`;
  }

  private list() {
    return html`<ul class="list">${this.classes.map((each) => this.entry(each))}
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
