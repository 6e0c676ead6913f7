/** `<cs-sheet>`: on a phone, settings and layers below the image; it opens to half of the screen and to nearly all of it. */
import { css, html, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { WorkspaceElement } from './element.js';
import './icon.js';
import { sharedStyles } from './shared_styles.js';
import { strings } from './strings.js';

@customElement('cs-sheet')
export class CsSheet extends WorkspaceElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; flex: none; border-radius: 16px 16px 0 0; background: var(--cs-bg); border-top: 1px solid var(--cs-line); box-shadow: 0 -4px 20px rgb(0 0 0 / 12%); margin-top: -16px; z-index: 6; }
      section { display: flex; flex-direction: column; }
      .handle { display: grid; place-items: center; width: 100%; height: 20px; border: 0; background: none; touch-action: none; }
      .handle::before { content: ''; width: 36px; height: 4px; border-radius: 2px; background: var(--cs-line); }
      /* The title is a handle, too. */
      @media (max-height: 480px) { .handle { display: none; } header { padding-top: 4px; } }
      header { display: flex; align-items: center; gap: 4px; padding: 0 8px 0 16px; min-height: 44px; }
      h2 { font-size: 1rem; font-weight: 600; line-height: 44px; touch-action: none; }
      .part { min-height: 44px; padding: 0 12px; border: 0; border-radius: var(--cs-radius); background: none; color: var(--cs-quiet); font-weight: 500; }
      .part[aria-pressed='true'] { background: var(--cs-hover); color: var(--cs-text); }
      .body { overflow-y: auto; overscroll-behavior: contain; transition: height var(--wa-transition-normal); }
      cs-op-form { padding: 8px 16px 0; }
    `,
  ];
  @property({ attribute: false }) open = false;
  @property({ attribute: false }) layers: unknown = nothing;
  @state() private shows: 'settings' | 'layers' = 'settings';
  /** Share of the screen that the body takes when open. */
  @state() private share = 0.42;

  override render() {
    const op = this.state.plugins
      .find((plugin) => plugin.id === this.state.selected?.pluginId)
      ?.ops.find((one) => one.name === this.state.selected?.op);
    const part = op ? this.shows : 'layers';
    const hasLayers = this.layers !== nothing;
    if (!op && !hasLayers) return nothing;
    const toggle = (): void => this.say(!this.open);
    return html`<section aria-label=${strings.nav.sheet.region}>
      <button class="handle" aria-label=${this.open ? strings.nav.sheet.close : strings.nav.sheet.open} aria-expanded=${this.open} @click=${toggle} @pointerdown=${this.drag}></button>
      <header>
        <h2 class="grow ellipsis" @click=${toggle} @pointerdown=${this.drag}>${op?.title ?? strings.layers.region}</h2>
        ${op && hasLayers ? html`${this.partButton('settings', strings.nav.sheet.settings)}${this.partButton('layers', strings.nav.sheet.layers)}` : nothing}
        <button class="icon-button" aria-label=${this.open ? strings.nav.sheet.close : strings.nav.sheet.open} @click=${toggle}>
          <cs-icon name="chevron-down" style=${this.open ? '' : 'rotate: 180deg'}></cs-icon></button>
      </header>
      ${
        this.open
          ? html`<div class="body" style="height: calc(${this.share * 100}dvh)">
              ${part === 'settings' ? html`<cs-op-form .state=${this.state} .actions=${this.actions}></cs-op-form>` : this.layers}
            </div>`
          : nothing
      }
    </section>`;
  }

  private partButton(part: 'settings' | 'layers', name: string) {
    return html`<button class="part" aria-pressed=${this.shows === part && this.open} @click=${() => {
      this.shows = part;
      this.say(true);
    }}>${name}</button>`;
  }

  private say(open: boolean): void {
    this.dispatchEvent(new CustomEvent<boolean>('cs-sheet', { detail: open }));
  }

  /** Dragging the handle goes between closed, half and nearly full; a tap toggles. */
  private drag(event: PointerEvent): void {
    const handle = event.currentTarget as HTMLElement;
    const from = event.clientY;
    const share = this.open ? this.share : 0;
    handle.setPointerCapture(event.pointerId);
    const move = (next: PointerEvent): void => {
      const wanted = share + (from - next.clientY) / innerHeight;
      if (Math.abs(next.clientY - from) < 6) return;
      if (wanted < 0.15) {
        this.say(false);
        return;
      }
      this.share = Math.min(0.72, wanted);
      if (!this.open) this.say(true);
    };
    const swallow = (click: MouseEvent): void => {
      if (Math.abs(click.clientY - from) >= 6) click.stopImmediatePropagation();
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('click', swallow, { capture: true, once: true });
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    });
  }
}
