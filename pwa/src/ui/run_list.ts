/** `<cs-run-list>`: what was run, with which settings, how it ended and how long it took. Newest first. */
import { css, html, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { RunItem } from '../workspace/model.js';
import { WorkspaceElement } from './element.js';
import { clock, duration, percent } from './format.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { linkedText, linkStyles } from './source_link.js';
import { strings } from './strings.js';

@customElement('cs-run-list')
export class CsRunList extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    linkStyles,
    css`
      :host { display: flex; flex-direction: column; min-height: 0; }
      section { flex: 1; min-height: 0; overflow: auto; padding: 4px 0; }
      .run { display: grid; grid-template-columns: 64px minmax(0, 1fr) auto; gap: 0 12px; align-items: baseline; padding: 6px 16px; }
      .run + .run { border-top: 1px solid var(--cs-line); }
      .params { grid-column: 2; color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      .state { color: var(--cs-quiet); white-space: nowrap; font-size: var(--wa-font-size-s); }
      .state.failed { color: var(--cs-danger); }
      .error { grid-column: 2 / -1; color: var(--cs-danger); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      pre { max-height: 160px; overflow: auto; color: var(--cs-text); }
      .empty { padding: 8px 16px; color: var(--cs-quiet); }
    `,
  ];

  override render() {
    const runs = [...this.state.runs].reverse();
    return html`<section role="region" aria-label=${strings.log.runsRegion} tabindex="0">
      ${runs.length === 0 ? html`<p class="empty">${strings.log.noRuns}</p>` : ''}
      ${repeat(
        runs,
        (run) => run.id,
        (run) => this.run(run),
      )}
    </section>`;
  }

  private run(run: RunItem) {
    const settings = [
      ...run.inputs.map((input) => `${input.param}: ${input.name}`),
      ...Object.entries(run.params).map(
        ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ].join(', ');
    const progress =
      run.state === 'running' && run.progress.fraction !== null ? ` ${percent(run.progress.fraction)}` : '';
    const took = run.endedAt === null ? '' : ` ${strings.form.took(run.state, duration(run.endedAt - run.startedAt))}`;
    return html`<div class="run">
      <span class="quiet small numbers">${clock(run.startedAt)}</span>
      <span class="ellipsis">${run.title}</span>
      <span class="state numbers ${run.state}">${strings.log.runState[run.state]}${progress}${took}${strings.log.device(run.device)}</span>
      ${settings ? html`<span class="params numbers">${settings}</span>` : nothing}
      ${
        run.error
          ? html`<div class="error"><p>${run.error.message}</p>${
              run.error.details
                ? html`<details><summary><cs-icon name="chevron-right"></cs-icon>${strings.notices.details}</summary><pre tabindex="0">${linkedText(run.error.details, this.state.plugins, run.pluginId, (place) => this.tell('show-manager', place))}</pre></details>`
                : nothing
            }</div>`
          : nothing
      }
    </div>`;
  }
}
