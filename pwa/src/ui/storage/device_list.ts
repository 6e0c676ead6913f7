/** `<cs-devices>`: how fast each model ran on each device, and the choice between them. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { DeviceChoice, DeviceMeasurement } from '../../contracts/model.js';
import { TOLERANCE } from '../../contracts/model.js';
import type { Actions } from '../../workspace/actions.js';
import type { StorageReport } from '../../workspace/storage_report.js';
import { sharedStyles } from '../shared_styles.js';
import { storageStrings as words } from './strings.js';

const CHOICES = ['auto', 'cpu', 'webgpu'] as const satisfies readonly DeviceChoice[];

@customElement('cs-devices')
export class CsDevices extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      h3 { margin-top: 16px; font-size: var(--wa-font-size-m); font-weight: 600; }
      .model { display: flex; flex-wrap: wrap; align-items: center; gap: 8px; padding: 8px 0; border-top: 1px solid var(--cs-line); }
      .about { flex: 1; min-width: 200px; overflow-wrap: anywhere; }
      .small { color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      select { min-height: 36px; }
      @media (pointer: coarse) { select { min-height: 44px; } }
    `,
  ];
  @property({ attribute: false }) report!: StorageReport;
  @property({ attribute: false }) actions!: Actions;

  override render() {
    const { adapter, measurements } = this.report;
    return html`<section aria-labelledby="devices"><h3 id="devices">${words.devices}</h3>
      <p class="small">${adapter === '' ? words.noAdapter : words.adapter(adapter)} ${adapter === '' ? nothing : words.tolerance(TOLERANCE.absolute, TOLERANCE.relative)}</p>
      ${measurements.length === 0 ? (adapter === '' ? nothing : html`<p class="small">${words.noMeasurement}</p>`) : measurements.map((each) => this.model(each))}
    </section>`;
  }

  private model(measurement: DeviceMeasurement) {
    const { name, fault, choice, best } = measurement;
    const change = (event: Event): void =>
      this.act(
        this.actions.storage.chooseDevice(measurement, (event.target as HTMLSelectElement).value as DeviceChoice),
      );
    return html`<div class="model"><div class="about"><div>${name}</div><div class="small">${words.measured(measurement)}</div>
      ${fault === '' ? nothing : html`<div class="small">${words.fault(fault)}</div>`}</div>
      <select aria-label=${words.runsOn(name)} @change=${change}>${CHOICES.map((each) => html`<option value=${each} ?selected=${each === choice}>${words.choice(each, best)}</option>`)}</select>
      <button class="text-button" @click=${() => this.act(this.actions.storage.measureAgain(measurement))}>${words.again}</button></div>`;
  }

  private act(work: Promise<void>): void {
    void work.then(() => this.dispatchEvent(new CustomEvent('cs-changed')));
  }
}
