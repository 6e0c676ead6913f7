/** `<cs-running>`: what runs now, how far it is, and its stop button. Shows nothing when nothing runs. */
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { WorkspaceElement } from './element.js';
import { percent } from './format.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-running')
export class CsRunning extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: inline-flex; min-width: 0; }
      .running { display: flex; align-items: center; gap: 8px; min-width: 0; padding-inline: 8px; font-size: var(--wa-font-size-s); }
      .bar { width: 88px; height: 4px; flex: none; border-radius: 2px; background: var(--cs-line); overflow: hidden; }
      .bar i { display: block; height: 100%; background: var(--cs-accent); }
      .bar i.unknown { width: 35%; animation: slide 1.2s ease-in-out infinite alternate; }
      @keyframes slide { to { transform: translateX(186%); } }
      @media (prefers-reduced-motion: reduce) { .bar i.unknown { animation: none; } }
      .icon-button { width: 24px; height: 24px; color: var(--cs-danger); }
      .text-button { min-width: 0; white-space: nowrap; }
      @media (max-width: 699px) { .bar { display: none; } }
      @media (max-width: 699px), (pointer: coarse) { .icon-button { width: 44px; height: 44px; } }
    `,
  ];

  override render() {
    const running = this.state.runs.filter((run) => run.state === 'running');
    const run = running.at(-1);
    if (!run) return this.job();
    const { fraction } = run.progress;
    return html`<div class="running">
      <span class="ellipsis">${run.title}${running.length > 1 ? html` <span class="quiet">${strings.status.more(running.length - 1)}</span>` : nothing}</span>
      ${fraction === null ? nothing : html`<span class="numbers quiet" style="white-space: nowrap">${percent(fraction)}</span>`}
      <span class="bar" aria-hidden="true"><i class=${fraction === null ? 'unknown' : ''} style=${fraction === null ? '' : `width:${Math.round(fraction * 100)}%`}></i></span>
      <button class="icon-button" aria-label=${strings.status.stop(run.title)} title=${strings.status.stop(run.title)} @click=${() => this.actions.stopRun(run.id)}><cs-icon name="square"></cs-icon></button>
    </div>`;
  }

  /** The job of an engine that goes on, and the way to all of them. */
  private job() {
    const going = this.state.jobs.filter(({ job }) => job.state === 'running' || job.state === 'queued');
    const [first] = going;
    if (!first) return nothing;
    const { fraction } = first.job.progress;
    return html`<button class="text-button" title=${strings.palette.engines} @click=${() => this.tell('show-engines', null)}>
      <cs-icon name="server"></cs-icon><span class="ellipsis">${first.title}</span>
      ${fraction === null ? nothing : html`<span class="numbers quiet">${percent(fraction)}</span>`}
      ${going.length > 1 ? html`<span class="quiet">${strings.status.more(going.length - 1)}</span>` : nothing}
    </button>`;
  }
}
