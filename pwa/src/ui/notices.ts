/** `<cs-notices>`: what went wrong or is worth knowing, over the windows, until it is dismissed. */
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Notice, Task } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import { percent } from './format.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { linkedText, linkStyles } from './source_link.js';
import { strings } from './strings.js';

@customElement('cs-notices')
export class CsNotices extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    linkStyles,
    css`
      /* Below the tabs and tools of the windows, which stay in reach. */
      :host { position: absolute; z-index: 20; inset: 88px 12px auto auto; width: min(420px, calc(100% - 24px)); max-height: calc(100% - 100px); overflow-y: auto; pointer-events: none; }
      section { display: flex; flex-direction: column; gap: 8px; }
      .card { pointer-events: auto; display: flex; gap: 10px; padding: 10px 6px 10px 14px; border: 1px solid var(--cs-line); border-left: 3px solid var(--cs-accent); border-radius: 8px; background: var(--cs-bg); box-shadow: 0 6px 24px rgb(0 0 0 / 18%); }
      .card.error { border-left-color: var(--cs-danger); }
      .card > cs-icon { margin-top: 0.2em; color: var(--cs-accent-text); }
      .card.error > cs-icon { color: var(--cs-danger); }
      .title { font-weight: 600; overflow-wrap: anywhere; }
      .message { overflow-wrap: anywhere; white-space: pre-line; }
      details { margin-top: 4px; font-size: var(--wa-font-size-s); }
      pre { max-height: 200px; overflow: auto; padding: 8px; border-radius: var(--cs-radius); background: var(--cs-hover); }
      .bar { height: 3px; margin-top: 8px; border-radius: 2px; background: var(--cs-hover); overflow: hidden; }
      .bar i { display: block; height: 100%; background: var(--cs-accent); }
      .bar i.unknown { width: 35%; animation: slide 1.4s ease-in-out infinite alternate; }
      @keyframes slide { to { transform: translateX(186%); } }
      @media (prefers-reduced-motion: reduce) { .bar i.unknown { animation: none; } }
    `,
  ];

  override render() {
    const { notices, tasks, status } = this.state;
    return html`<section aria-label=${strings.notices.region} aria-live="polite">
      ${status.updateReady ? this.newVersion() : nothing}
      ${repeat(
        tasks,
        (task) => task.id,
        (task) => this.waiting(task),
      )}
      ${repeat(
        notices,
        (notice) => notice.id,
        (notice) => this.notice(notice),
      )}
    </section>`;
  }

  private notice(notice: Notice) {
    return html`<div class="card ${notice.level}" role=${notice.level === 'error' ? 'alert' : 'status'}>
      <cs-icon name=${notice.level === 'error' ? 'circle-alert' : 'info'}></cs-icon>
      <div class="grow">
        <p class="title">${notice.title}</p>
        <p class="message">${notice.message}</p>
        ${notice.details ? html`<details><summary><cs-icon name="chevron-right"></cs-icon>${strings.notices.details}</summary><pre tabindex="0">${linkedText(notice.details, this.state.plugins, null, (place) => this.tell('show-manager', place))}</pre></details>` : nothing}
      </div>
      <button class="icon-button" aria-label=${strings.notices.dismiss} title=${strings.notices.dismiss} @click=${() => this.actions.dismiss(notice.id)}><cs-icon name="x"></cs-icon></button>
    </div>`;
  }

  private waiting(task: Task) {
    const { fraction, text } = task.progress;
    return html`<div class="card">
      <div class="grow">
        <p class="title">${task.title}</p>
        <p class="row quiet small"><span class="grow ellipsis">${text}</span><span class="numbers">${fraction === null ? nothing : percent(fraction)}</span></p>
        <div class="bar" role="progressbar" aria-label=${task.title} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${fraction === null ? nothing : Math.round(fraction * 100)}>
          <i class=${fraction === null ? 'unknown' : ''} style=${fraction === null ? '' : `width:${percent(fraction).replace(' ', '')}`}></i></div>
      </div>
      ${
        task.canStop
          ? html`<button class="icon-button" aria-label=${strings.status.stop(task.title)} title=${strings.status.stop(task.title)} @click=${() => this.actions.stopTask(task.id)}><cs-icon name="square"></cs-icon></button>`
          : nothing
      }
    </div>`;
  }

  private newVersion() {
    return html`<div class="card" role="status">
      <cs-icon name="info"></cs-icon>
      <div class="grow"><p class="title">${strings.status.update}</p><p class="message">${strings.status.updateHint}</p>
        <button class="text-button" style="margin-left: -8px" @click=${() => this.actions.applyUpdate()}>${strings.status.reload}</button></div>
    </div>`;
  }
}
