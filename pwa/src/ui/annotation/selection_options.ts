/** `<cs-selection-options>`: name, class and measurements of what is selected. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Classification, Feature, PointsLayer, ShapesLayer } from '../../images/layers.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { AnnotationActions } from '../../workspace/annotation/annotation_actions.js';
import { sharedStyles } from '../shared_styles.js';
import { annotationStrings as words } from './annotation_strings.js';
import { annotationStyles } from './annotation_styles.js';
import './class_picker.js';
import { fieldStyles } from './field_styles.js';
import './selection_facts.js';

@customElement('cs-selection-options')
export class CsSelectionOptions extends LitElement {
  static override styles = [sharedStyles, fieldStyles, annotationStyles, css`:host { display: contents; }`];
  @property({ attribute: false }) layer!: PointsLayer | ShapesLayer;
  @property({ attribute: false }) chosen: readonly Feature[] = [];
  @property({ attribute: false }) annotations!: AnnotationActions;
  @property({ attribute: false }) classes: readonly Classification[] = [];
  @property({ attribute: false }) index: PlaneIndex = {};
  /** Whether the list of classes is open. */
  @property({ type: Boolean }) listing = false;

  override render() {
    const { layer, chosen, annotations } = this;
    const { features } = annotations;
    const [only] = chosen;
    if (only === undefined) return nothing;
    const classify = ({ detail }: CustomEvent<string>): void => {
      const classification = this.classes.find(({ name }) => name === detail) ?? null;
      const ids = chosen.map(({ id }) => id);
      features.classify(layer.id, ids, classification);
    };
    const say = (name: string) => this.dispatchEvent(new CustomEvent(name));
    return html`<span class="more" style="display:contents">
      ${chosen.length > 1 ? html`<span>${words.selected(chosen.length)}</span>` : this.one(only)}
      <cs-class-picker .classes=${this.classes} .chosen=${only.properties.classification?.name ?? ''} ?editing=${this.listing}
        @cs-choose=${classify} @cs-edit=${() => say('cs-edit')}></cs-class-picker>
      <button class="text-button" title=${words.removeCornerHint} @click=${() => say('cs-remove-corner')}>${words.removeCorner}</button>
    </span>`;
  }

  private one(feature: Feature) {
    const { layer, annotations, index } = this;
    const rename = (event: Event) =>
      annotations.features.rename(layer.id, feature.id, (event.target as HTMLInputElement).value.trim());
    const measure = (each: Feature) => annotations.measureFeature(layer.windowId, each, index);
    return html`<label>${words.name}<input type="text" maxlength="200" .value=${feature.properties.name} @change=${rename}></label>
      <cs-selection-facts .feature=${feature} .measure=${measure}></cs-selection-facts>`;
  }
}
