/** `<cs-holdings>`: the plugins, processes and environments of an engine, and how to let them go. */
import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { EngineEnvironment, EngineProcess, InstalledPlugin } from '../../contracts/engine.js';
import type { Actions } from '../../workspace/actions.js';
import type { EngineItem } from '../../workspace/engine_item.js';
import '../icon.js';
import { sharedStyles } from '../shared_styles.js';
import { holdingsStrings as words } from './holdings_strings.js';

interface Row {
  readonly title: string;
  readonly facts: readonly string[];
  /** What the button is called, and what it does; null where it is not to be had. */
  readonly letGo: { readonly label: string; readonly short: string; readonly act: () => Promise<void> } | null;
}

@customElement('cs-holdings')
export class CsHoldings extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; }
      summary { min-height: 44px; }
      h4 { margin: 12px 0 4px; font-size: var(--wa-font-size-s); font-weight: 600; }
      .item { display: flex; align-items: center; gap: 8px; min-height: 44px; padding: 4px 0; border-top: 1px solid var(--cs-line); }
      .about { flex: 1; min-width: 0; overflow-wrap: anywhere; }
      .quiet { font-size: var(--wa-font-size-s); }
      .plain { flex: none; min-height: 36px; padding: 0 12px; border: 1px solid var(--cs-line-strong, var(--cs-line)); border-radius: 6px; background: none; }
      .plain:hover:not(:disabled) { background: var(--cs-hover); }
      @media (pointer: coarse) { .plain { min-height: 44px; } }
    `,
  ];
  @property({ attribute: false }) engine!: EngineItem;
  @property({ attribute: false }) actions!: Actions;
  @state() private isOpen = false;
  /** What is being ended or removed, by the label of its button. */
  @state() private going: string | null = null;
  /** What the engine told of itself when it was last asked; it tells it anew with each connection. */
  private asked: EngineItem['info'] = null;

  override updated(): void {
    // Also after the engine was lost and found again: what it holds is another matter then. Once for each connection,
    // since what went wrong would go wrong again.
    const { holdings, info, state } = this.engine;
    if (!this.isOpen || holdings !== null || state !== 'connected' || this.asked === info) return;
    this.asked = info;
    void this.look();
  }

  override render() {
    const { holdings } = this.engine;
    const toggle = (event: Event): void => {
      this.isOpen = (event.target as HTMLDetailsElement).open;
    };
    return html`<details @toggle=${toggle}><summary><cs-icon name="chevron-right"></cs-icon>${words.title}</summary>
      ${
        holdings === null
          ? nothing
          : [
              this.list(words.plugins, words.noPlugins, holdings.plugins.map(this.plugin)),
              holdings.processes === null
                ? html`<p class="quiet">${words.needsAdmin}</p>`
                : this.list(words.processes, words.noProcesses, holdings.processes.map(this.process)),
              holdings.environments === null
                ? nothing
                : this.list(words.environments, words.noEnvironments, holdings.environments.map(this.environment)),
            ]
      }
      ${
        holdings === null && this.going !== null
          ? html`<p class="quiet" role="status">${words.looking}</p>`
          : html`<button class="text-button" ?disabled=${this.going !== null} @click=${() => void this.look()}>${words.lookAgain}</button>`
      }</details>`;
  }

  private look(): Promise<void> {
    return this.wait('', () => this.actions.engines.holdings.look(this.engine.id));
  }

  private list(title: string, none: string, rows: readonly Row[]) {
    return html`<h4>${title}</h4>${rows.length === 0 ? html`<p class="quiet">${none}</p>` : html`<ul>${rows.map((row) => this.row(row))}</ul>`}`;
  }

  private row({ title, facts, letGo }: Row): TemplateResult {
    return html`<li class="item"><div class="about"><div>${title}</div><div class="quiet numbers">${facts.join(' · ')}</div></div>
      ${
        letGo === null
          ? nothing
          : html`<button class="plain" aria-label=${letGo.label} ?disabled=${this.going !== null} @click=${() => void this.wait(letGo.label, letGo.act)}>${this.going === letGo.label ? words.waiting : letGo.short}</button>`
      }</li>`;
  }

  private plugin = ({ id, name, version, owner }: InstalledPlugin): Row => {
    const { info } = this.engine;
    const isOwn = info?.owner === owner && info.scopes.includes('install');
    const mayRemove = isOwn || info?.scopes.includes('admin');
    const act = (): Promise<void> => this.actions.engines.holdings.removePlugin(this.engine.id, id);
    return {
      title: name,
      facts: [words.version(version), words.installedBy(owner)],
      letGo: mayRemove ? { label: words.removePlugin(name), short: words.remove, act } : null,
    };
  };

  private process = (process: EngineProcess): Row => {
    const { plugin, name, owner, memory, calls, idle } = process;
    const act = (): Promise<void> => this.actions.engines.holdings.endProcesses(this.engine.id, plugin, owner);
    return {
      title: name,
      facts: [
        words.owner(owner),
        ...(memory === null ? [] : [words.memory(memory)]),
        calls > 0 ? words.busy : words.idle(idle),
      ],
      letGo: { label: words.endProcesses(name, owner), short: words.end, act },
    };
  };

  private environment = ({ id, requirements, plugins, size, usedAt }: EngineEnvironment): Row => {
    const title = plugins.length === 0 ? words.unused : plugins.join(', ');
    const act = (): Promise<void> => this.actions.engines.holdings.removeEnvironment(this.engine.id, id);
    return {
      title,
      facts: [words.packages(requirements), words.size(size), words.lastUsed(usedAt)],
      letGo: { label: words.removeEnvironment(title, id), short: words.remove, act },
    };
  };

  /** Shows that something is on its way, and lets nothing else begin meanwhile. */
  private async wait(label: string, work: () => Promise<void>): Promise<void> {
    this.going = label;
    await work();
    this.going = null;
  }
}
