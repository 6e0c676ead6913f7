/** `<cs-marks>`: the sheet behind the marks: what was checked, in two sentences each. */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import './web_awesome.js';
import { css, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PluginMark } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import { dialogStyles } from './dialog_styles.js';
import type { IconName } from './icon_drawings.js';
import { laterStrings } from './later_strings.js';
import { markIcons } from './plugin_mark.js';
import { sharedStyles } from './shared_styles.js';
import { offlineMark } from './status_bar.js';
import { strings } from './strings.js';

const MARKS = ['sealed', 'granted', 'window'] as const satisfies readonly PluginMark[];

@customElement('cs-marks')
export class CsMarks extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      wa-dialog { --width: min(520px, calc(100vw - 32px)); }
      .mark { display: flex; gap: 12px; padding: 12px 0; }
      .mark + .mark { border-top: 1px solid var(--cs-line); }
      .mark > cs-icon { margin-top: 0.1em; font-size: 1.2rem; color: var(--cs-quiet); }
      .mark.good > cs-icon { color: var(--cs-accent-text); }
      h3 { font-size: var(--wa-font-size-m); font-weight: 600; }
      .which { margin-top: 4px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      .foot { margin-top: 8px; color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
      .text-button { margin: 4px 0 0 -8px; }
      .missing { max-height: 120px; overflow: auto; font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
    `,
  ];
  @property({ attribute: false }) open = false;

  override render() {
    const { plugins, status } = this.state;
    const named = (mark: PluginMark) =>
      plugins.filter((plugin) => plugin.mark === mark).map((plugin) => plugin.header.name);
    const all = plugins.every((plugin) => plugin.mark === 'sealed');
    return html`<wa-dialog label=${laterStrings.marks.title} .open=${this.open} light-dismiss @wa-hide=${(
      event: Event,
    ) => {
      if (event.target === event.currentTarget) this.dispatchEvent(new CustomEvent('cs-close'));
    }}>
      ${MARKS.map((mark) => {
        const names = named(mark);
        if (names.length === 0) return nothing;
        const which = all ? laterStrings.marks.sealedAll : laterStrings.marks.plugins(names);
        return this.mark(
          markIcons[mark],
          mark === 'sealed',
          strings.marked[mark],
          laterStrings.marks.of[mark],
          html`<p class="which">${which}</p>`,
        );
      })}
      ${this.offline()}
      ${this.storage()}
      <p class="foot">${laterStrings.marks.version(status.version)} · ${laterStrings.marks.isolation(status.isolated)}</p>
    </wa-dialog>`;
  }

  private mark(icon: IconName, good: boolean, title: string, text: string, more: unknown = nothing) {
    return html`<div class="mark ${good ? 'good' : ''}"><cs-icon name=${icon}></cs-icon><div class="grow"><h3>${title}</h3><p>${text}</p>${more}</div></div>`;
  }

  private offline() {
    const { status } = this.state;
    const { icon, good } = offlineMark(status);
    const { offline } = status;
    switch (offline.kind) {
      case 'ready':
        return status.needNetwork.length === 0
          ? this.mark(icon, good, laterStrings.marks.offlineTitle, laterStrings.marks.offlineReady)
          : this.mark(
              icon,
              good,
              laterStrings.marks.offlineTitle,
              laterStrings.marks.offlineNeeds(status.needNetwork),
              html`<button class="text-button" @click=${() => this.actions.savePlugins()}>${laterStrings.marks.savePlugins}</button>`,
            );
      case 'saving':
        return this.mark(icon, good, laterStrings.marks.offlineTitle, laterStrings.marks.offlineSaving);
      case 'unsupported':
        return this.mark(icon, good, laterStrings.marks.offlineTitle, laterStrings.marks.offlineUnsupported);
      case 'incomplete':
        return this.mark(
          icon,
          good,
          laterStrings.marks.offlineTitle,
          laterStrings.marks.offlineIncomplete(offline.missing.length),
          html`<details><summary><cs-icon name="chevron-right"></cs-icon>${laterStrings.marks.missing}</summary><ul class="missing" tabindex="0">${offline.missing.map((name) => html`<li>${name}</li>`)}</ul></details>`,
        );
    }
  }

  private storage() {
    const { persisted } = this.state.status;
    const text =
      persisted === null
        ? laterStrings.marks.storageUnasked
        : persisted
          ? laterStrings.marks.storageKept
          : laterStrings.marks.storageRefused;
    const ask =
      persisted === true
        ? nothing
        : html`<button class="text-button" @click=${() => this.actions.askPersistence()}>${laterStrings.marks.ask}</button>`;
    return this.mark('hard-drive-download', persisted === true, laterStrings.marks.storageTitle, text, ask);
  }
}
