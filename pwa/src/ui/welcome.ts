/** `<cs-welcome>`: what a person sees before anything is open: three ways to begin. */
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import type { SampleItem } from '../workspace/model.js';
import './add_plugin.js';
import { WorkspaceElement } from './element.js';
import { bytes } from './format.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

/** Of the files that were opened lately. */
const SHOWN_RECENTS = 5;

@customElement('cs-welcome')
export class CsWelcome extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: grid; place-items: safe center; height: 100%; overflow: auto; container-type: inline-size; background: var(--cs-bg); }
      .inner { width: min(880px, 100%); padding: 32px 24px; }
      h2 { font-size: 1.75rem; font-weight: 600; letter-spacing: -0.015em; line-height: 1.2; text-wrap: balance; }
      .lead { margin-top: 8px; color: var(--cs-quiet); font-size: 1rem; max-width: 56ch; }
      .ways { display: grid; gap: 16px; margin-top: 32px; grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: stretch; }
      @container (max-width: 780px) { .ways { grid-template-columns: minmax(0, 1fr); margin-top: 24px; } }
      @container (max-width: 560px) { .inner { padding: 24px 16px; } h2 { font-size: 1.4rem; } }
      .way { display: flex; flex-direction: column; gap: 8px; padding: 20px; border: 1px solid var(--cs-line); border-radius: 12px; background: var(--cs-panel); text-align: start; }
      .way h3 { font-size: 1rem; font-weight: 600; display: flex; align-items: center; gap: 8px; }
      .way h3 cs-icon { color: var(--cs-accent-text); font-size: 1.15rem; }
      .way p { color: var(--cs-quiet); }
      .samples { margin: 0 -8px -8px; }
      .samples button { display: flex; align-items: center; gap: 8px; width: 100%; min-height: var(--cs-row); padding: 4px 8px; border: 0; border-radius: var(--cs-radius); background: none; text-align: start; }
      .samples button:hover { background: var(--cs-hover); }
      .way h4 { margin: 8px 0 0; font-size: 0.875rem; font-weight: 600; }
      .recent { display: flex; align-items: center; }
      .recents .icon-button { flex: none; width: var(--cs-row); justify-content: center; color: var(--cs-quiet); }
      .row.open { display: flex; flex-wrap: wrap; gap: 8px; padding-top: 8px; }
      .second { min-height: calc(var(--cs-control) + 4px); padding: 0 16px; border: 1px solid var(--cs-line); border-radius: var(--cs-radius); background: none; color: inherit; font-weight: 500; }
      .again { align-self: flex-start; padding-block: 6px; text-align: start; overflow-wrap: anywhere; }
      .second:hover { background: var(--cs-hover); }
      .primary { align-self: flex-start; display: inline-flex; align-items: center; min-height: calc(var(--cs-control) + 4px); padding: 0 16px; border: 0; border-radius: var(--cs-radius); background: var(--cs-accent); color: white; font-weight: 500; }
      .primary:hover { background: color-mix(in oklab, var(--cs-accent), black 12%); }
    `,
  ];

  override render() {
    const { samples, sampleFiles, plugins } = this.state;
    const models = sampleFiles.filter(({ name }) => !samples.some((image) => image.name === name));
    const sealed = plugins.every((plugin) => plugin.mark === 'sealed');
    return html`<div class="inner">
      <h2>${strings.welcome.title}</h2>
      <p class="lead">${strings.welcome.lead} ${sealed ? strings.welcome.sealed : nothing}</p>
      <div class="ways">
        <div class="way">
          <h3><cs-icon name="folder-open"></cs-icon>${strings.welcome.open}</h3>
          <p id="open-hint">${strings.welcome.openHint}</p>
          <div class="row open">
            <button class="primary" aria-describedby="open-hint" @click=${() => this.tell('pick-files', null)}>${strings.form.choose}</button>
            <button class="second" @click=${() => this.tell('pick-folder', null)}>${strings.welcome.openFolder}</button>
          </div>
          ${this.again()}
          ${this.recents()}
        </div>
        <div class="way">
          <h3><cs-icon name="image"></cs-icon>${strings.welcome.sample}</h3>
          ${this.samples(samples)}
          ${samples.length === 0 ? html`<p>…</p>` : nothing}
          ${models.length > 0 ? html`<h4>${strings.welcome.model}</h4>${this.samples(models)}` : nothing}
        </div>
        <div class="way">
          <h3><cs-icon name="puzzle"></cs-icon>${strings.welcome.find}</h3>
          <p>${strings.welcome.findHint}</p>
          <cs-add-plugin .actions=${this.actions}></cs-add-plugin>
        </div>
      </div>
    </div>`;
  }

  private samples(samples: readonly SampleItem[]) {
    return html`<ul class="samples">${samples.map(
      ({
        name,
        title,
        size,
        licence,
        origin,
      }) => html`<li><button title=${`${origin} · ${licence}`} @click=${() => this.actions.openSample(name)}>
        <span class="grow">${title}</span><span class="quiet small numbers">${bytes(size)}</span></button></li>`,
    )}</ul>`;
  }

  private again() {
    const { openedBefore } = this.state;
    if (openedBefore.length === 0) return nothing;
    const names = openedBefore.map(({ name }) => name).join(', ');
    return html`<button class="second again" @click=${() => this.actions.openAgain()}>${strings.welcome.again(names)}</button>`;
  }

  private recents() {
    const { recents } = this.state;
    if (recents.length === 0) return nothing;
    return html`<h4>${strings.welcome.recent}</h4>
      <ul class="samples recents">${recents.slice(0, SHOWN_RECENTS).map(
        ({ id, name, isFolder }) => html`<li class="recent">
          <button title=${name} @click=${() => this.actions.openRecent(id)}><cs-icon name=${isFolder ? 'folder-open' : 'image'}></cs-icon><span class="grow ellipsis">${name}</span></button>
          <button class="icon-button" aria-label=${strings.welcome.forget(name)} title=${strings.welcome.forget(name)} @click=${() => this.actions.forgetRecent(id)}><cs-icon name="x"></cs-icon></button></li>`,
      )}</ul>`;
  }
}
