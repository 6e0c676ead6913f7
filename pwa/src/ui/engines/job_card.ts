/** `<cs-job>`: one job of an engine: how it stands, its curves and log, and what can be done with it. */
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import '../web_awesome.js';
import { css, html, LitElement, nothing, svg } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { FINAL_STATES } from '../../contracts/engine.js';
import { download } from '../../host/download.js';
import type { Actions } from '../../workspace/actions.js';
import type { Curve, JobItem } from '../../workspace/engine_item.js';
import type { Task } from '../../workspace/model.js';
import { percent } from '../format.js';
import '../blob_picture.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { engineStrings as words } from './strings.js';

/** Size of a curve, in units of its drawing. */
const [WIDTH, HEIGHT] = [160, 40];

/** What the app can keep as a model: a network, or an archive of one. */
const MODEL = /\.(onnx|zip)$/i;

@customElement('cs-job')
export class CsJob extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; padding: 8px 0; border-top: 1px solid var(--cs-line); }
      .line { display: flex; align-items: center; gap: 8px; min-height: 44px; flex-wrap: wrap; }
      .title { flex: 1; min-width: 120px; overflow-wrap: anywhere; }
      .quiet { color: var(--cs-quiet); font-size: var(--wa-font-size-s); overflow-wrap: anywhere; }
      .failed { color: var(--cs-danger); }
      .plain { display: inline-flex; align-items: center; gap: 6px; min-height: 36px; padding: 0 12px; border: 1px solid var(--cs-line); border-radius: 6px; background: none; }
      .main { border-color: var(--cs-accent); color: var(--cs-accent-text); font-weight: 600; }
      .plain:hover { background: var(--cs-hover); }
      @media (pointer: coarse) { .plain { min-height: 44px; } }
      wa-progress-bar { --track-height: 4px; }
      .curves, .pictures { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 8px; }
      .files { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px; }
      .files .plain { overflow-wrap: anywhere; text-align: left; }
      figure { margin: 0; }
      .curves figure { flex: 1 1 200px; min-width: 0; }
      svg { display: block; width: 100%; height: 72px; border-bottom: 1px solid var(--cs-line); }
      polyline { fill: none; stroke: var(--cs-accent-text); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
      pre { max-height: 200px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; font-size: var(--wa-font-size-s); }
      summary { min-height: 44px; align-content: center; }
    `,
  ];
  @property({ attribute: false }) item: JobItem | null = null;
  @property({ attribute: false }) actions: Actions | null = null;
  /** What it gave is on its way. */
  @property({ attribute: false }) task: Task | null = null;
  private stopped = false;

  override render() {
    const { item, actions, task } = this;
    if (!item || !actions) return nothing;
    const { job, title, engine } = item;
    const ended = FINAL_STATES.has(job.state);
    const { fraction, text } = job.progress;
    const again = job.attempt > 1 ? ` · ${words.attempt(job.attempt)}` : '';
    return html`
      <div class="line">
        <div class="title"><div>${title}</div>
          <div class="quiet ${job.state === 'failed' ? 'failed' : ''}" role="status">${words.states[job.state]}${again} · ${words.times(job)}${
            job.state === 'running'
              ? [fraction === null ? '' : percent(fraction), text]
                  .filter((part) => part !== '')
                  .map((part) => ` · ${part}`)
              : task
                ? ` · ${words.fetching}`
                : job.error
                  ? ` · ${job.error}`
                  : ''
          }</div></div>
        ${
          job.state === 'done' && item.givesModel
            ? html`<button class="plain main" aria-label=${words.useModel(title)} ?disabled=${task !== null} @click=${() => void this.take((...of) => actions.engines.useModel(...of))}><cs-icon name="hard-drive-download"></cs-icon>${words.useModelShort}</button>`
            : nothing
        }
        ${
          job.state === 'done'
            ? html`<button class="plain" aria-label=${words.open(title)} ?disabled=${task !== null} @click=${() => void this.take((...of) => actions.engines.openResult(...of))}><cs-icon name="app-window"></cs-icon>${words.openShort}</button>`
            : nothing
        }
        ${
          job.state === 'done' && item.files === null
            ? html`<button class="plain" aria-label=${words.files(title)} ?disabled=${task !== null} @click=${() => void actions.engines.fetchFiles(engine, job.id)}><cs-icon name="file-text"></cs-icon>${words.filesShort}</button>`
            : nothing
        }
        ${
          job.state === 'failed' || job.state === 'cancelled'
            ? html`<button class="plain" aria-label=${words.retry(title)} @click=${() => void actions.engines.retry(engine, job.id)}><cs-icon name="rotate-ccw"></cs-icon>${words.retryShort}</button>`
            : nothing
        }
        ${
          task
            ? html`<button class="icon-button" aria-label=${words.stopFetching(title)} title=${words.stopFetching(title)} @click=${() => this.stopFetching(task)}><cs-icon name="square"></cs-icon></button>`
            : nothing
        }
        ${
          job.state === 'running' && item.finish
            ? html`<button class="plain" aria-label=${words.finish(item.finish.title, title)} ?disabled=${item.finish.asked} @click=${() => void actions.engines.finish(engine, job.id)}><cs-icon name="check"></cs-icon>${item.finish.asked ? words.finishing : item.finish.title}</button>`
            : nothing
        }
        ${
          ended
            ? nothing
            : html`<button class="icon-button" aria-label=${words.cancel(title)} title=${words.cancel(title)} @click=${() => void actions.engines.cancel(engine, job.id)}><cs-icon name="square"></cs-icon></button>`
        }
      </div>
      ${job.state === 'running' ? html`<wa-progress-bar label=${words.progressOf(title)} value=${Math.round((fraction ?? 0) * 100)} ?indeterminate=${fraction === null}></wa-progress-bar>` : nothing}
      ${task ? html`<wa-progress-bar label=${task.title} indeterminate></wa-progress-bar>` : nothing}
      ${item.files === null ? nothing : this.files(item.files)}
      ${
        item.pictures.length > 0
          ? html`<div class="pictures">${repeat(
              item.pictures,
              ({ name }) => name,
              ({ name, file }) =>
                html`<figure><cs-picture .picture=${file} .alt=${name}></cs-picture><figcaption class="quiet" aria-hidden="true">${name}</figcaption></figure>`,
            )}</div>`
          : nothing
      }
      ${item.curves.length > 0 ? html`<div class="curves">${item.curves.map(curveOf)}</div>` : nothing}
      ${
        item.log.length > 0 || job.traceback !== ''
          ? html`<details><summary><cs-icon name="chevron-right"></cs-icon>${words.log}</summary><pre tabindex="0">${[...item.log, job.traceback].join('\n').trim()}</pre></details>`
          : nothing
      }`;
  }

  private stopFetching({ id }: Task): void {
    this.stopped = true;
    this.actions?.stopTask(id);
  }

  /** Does something with what it gave, and makes way for it: the panel would cover it. */
  private async take(work: (engine: string, job: string) => Promise<void>): Promise<void> {
    if (!this.item) return;
    this.stopped = false;
    await work(this.item.engine, this.item.job.id);
    if (!this.stopped) this.dispatchEvent(new CustomEvent('cs-leave', { bubbles: true, composed: true }));
  }

  private files(files: readonly File[]) {
    if (files.length === 0) return html`<p class="quiet">${words.noFiles}</p>`;
    return html`<div class="files">${files.map(
      (file) =>
        html`<button class="plain" @click=${() => download(file, file.name)}><cs-icon name="download"></cs-icon>${words.download(file.name, file.size)}</button>${
          MODEL.test(file.name)
            ? html`<button class="plain" @click=${() => void this.actions?.storage.addModels([file])}><cs-icon name="plus"></cs-icon>${words.keep(file.name)}</button>`
            : nothing
        }`,
    )}</div>`;
  }
}

function curveOf({ name, points }: Curve) {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const scaled = points.map(([x, y]) => `${place(x, xs) * WIDTH},${HEIGHT - place(y, ys) * HEIGHT}`).join(' ');
  const label = words.curve(name, (ys.at(-1) ?? 0).toPrecision(4), (ys[0] ?? 0).toPrecision(4));
  return html`<figure><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${label}>${svg`<polyline points=${scaled}></polyline>`}</svg>
    <figcaption class="quiet numbers">${label}</figcaption></figure>`;
}

/** Where a value lies between the smallest and the largest, 0 to 1. */
function place(value: number, all: readonly number[]): number {
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return most > least ? (value - least) / (most - least) : 0.5;
}
