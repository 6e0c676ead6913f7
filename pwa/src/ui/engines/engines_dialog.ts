/** `<cs-engines>`: the engines that are connected, and their jobs. */
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '../web_awesome.js';
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type EngineItem, fetchTask, type JobItem } from '../../workspace/engine_item.js';
import { isThere } from '../../workspace/where_to_run.js';
import { WorkspaceElement } from '../element.js';
import '../icon.js';
import { dialogStyles } from '../dialog_styles.js';
import { sharedStyles } from '../shared_styles.js';
import './holdings.js';
import './job_card.js';
import { engineStrings as words } from './strings.js';

@customElement('cs-engines')
export class CsEngines extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    dialogStyles,
    css`
      wa-dialog { --width: min(680px, calc(100vw - 32px)); }
      h3 { margin: 0 0 4px; font-size: var(--wa-font-size-m); font-weight: 600; }
      section + section, section + .about { margin-top: 20px; }
      .quiet { color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      form { display: flex; flex-wrap: wrap; align-items: end; gap: 8px; margin: 12px 0; }
      label { flex: 1; min-width: 200px; }
      input { width: 100%; min-height: 44px; padding: 0 10px; border: 1px solid var(--cs-line); border-radius: 6px; background: var(--cs-bg); color: inherit; font: inherit; }
      .plain { min-height: 44px; padding: 0 16px; border: 1px solid var(--cs-line); border-radius: 6px; background: none; }
      .plain:hover { background: var(--cs-hover); }
      .engine { display: flex; align-items: center; gap: 8px; min-height: 44px; border-top: 1px solid var(--cs-line); }
      .engine .about { flex: 1; min-width: 0; overflow-wrap: anywhere; }
      .lost { color: var(--cs-danger); }
    `,
  ];
  @property({ attribute: false }) open = false;
  @state() private busy = false;

  override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('open') && this.open && this.state.engines.length > 0) void this.actions.engines.look();
  }

  override render() {
    const { engines } = this.state;
    return html`<wa-dialog label=${words.title} .open=${this.open} light-dismiss @wa-hide=${(event: Event) => {
      if (event.target === event.currentTarget) this.dispatchEvent(new CustomEvent('cs-close'));
    }}>
      ${engines.length === 0 ? [this.connecting(), this.engines(), this.jobs()] : [this.jobs(), this.engines(), this.connecting()]}
    </wa-dialog>`;
  }

  private connecting() {
    return html`<p class="quiet about">${words.about}</p>
      <form @submit=${(event: SubmitEvent) => void this.connect(event)}>
        <label><span>${words.link}</span><input name="link" type="url" required autocomplete="off" spellcheck="false" placeholder="http://127.0.0.1:9527/#/app?engine=…"></label>
        <button class="plain" ?disabled=${this.busy}>${this.busy ? words.connecting : words.connect}</button>
      </form>`;
  }

  private engines() {
    const { engines } = this.state;
    return html`<section aria-labelledby="engines"><h3 id="engines">${words.engines}</h3>
      ${engines.length === 0 ? html`<p class="quiet">${words.none}</p>` : engines.map((engine) => this.engine(engine))}</section>`;
  }

  private jobs() {
    const { jobs, tasks } = this.state;
    const key = ({ engine, job }: JobItem): string => `${engine} ${job.id}`;
    const card = (item: JobItem) =>
      html`<cs-job .item=${item} .task=${tasks.find(({ id }) => id === fetchTask(item)) ?? null} .actions=${this.actions} @cs-leave=${this.leave}></cs-job>`;
    return html`<section aria-labelledby="jobs"><h3 id="jobs">${words.jobs}</h3>
      ${jobs.length === 0 ? html`<p class="quiet">${words.noJobs}</p>` : repeat(jobs, key, card)}</section>`;
  }

  private leave = (): void => {
    this.dispatchEvent(new CustomEvent('cs-close'));
  };

  private engine(engine: EngineItem) {
    const { id, state, message } = engine;
    const said = {
      connecting: words.connecting,
      connected: words.info(engine),
      silent: words.silent,
      lost: words.lost(message),
    }[state];
    const holdings = html`<cs-holdings .engine=${engine} .actions=${this.actions}></cs-holdings>`;
    return html`<div class="engine"><cs-icon name="server"></cs-icon>
      <div class="about"><div>${id}</div><div class="quiet ${state === 'lost' || state === 'silent' ? 'lost' : ''}" role="status">${said}</div></div>
      <button class="icon-button" aria-label=${words.disconnect(id)} title=${words.disconnect(id)} @click=${() => void this.actions.engines.disconnect(id)}><cs-icon name="x"></cs-icon></button>
    </div>${isThere(engine) ? holdings : nothing}`;
  }

  private async connect(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const link = new FormData(form).get('link');
    this.busy = true;
    try {
      if (typeof link === 'string' && (await this.actions.engines.connect(link))) form.reset();
    } finally {
      this.busy = false;
    }
  }
}
