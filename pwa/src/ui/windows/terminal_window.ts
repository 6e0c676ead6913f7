/** `<cs-terminal-window>`: lines that a plugin writes, and keys that it is told of. */
import { FitAddon } from '@xterm/addon-fit';
import { Terminal } from '@xterm/xterm';
import xtermStyles from '@xterm/xterm/css/xterm.css?text';
import { css, html, LitElement, unsafeCSS } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import type { TerminalWindow } from '../../workspace/model.js';
import { sharedStyles } from '../shared_styles.js';

@customElement('cs-terminal-window')
export class CsTerminalWindow extends LitElement {
  static override styles = [
    sharedStyles,
    unsafeCSS(xtermStyles),
    css`
      :host { display: block; height: 100%; min-height: 0; padding: 8px; background: var(--cs-canvas); }
      .screen { height: 100%; }
    `,
  ];
  @property({ attribute: false }) item!: TerminalWindow;
  @query('.screen') private screen!: HTMLElement;
  private terminal: Terminal | null = null;
  private readonly endings: (() => void)[] = [];

  override render() {
    return html`<div class="screen"></div>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.open();
  }

  override firstUpdated(): void {
    this.open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.endings.splice(0)) end();
    this.terminal?.dispose();
    this.terminal = null;
  }

  private open(): void {
    const { screen } = this;
    const terminal = new Terminal({
      convertEol: true,
      screenReaderMode: true,
      fontFamily: getComputedStyle(this).getPropertyValue('--wa-font-family-code') || 'monospace',
      fontSize: 13,
      theme: { background: '#101214', foreground: '#e6e8ea' },
    });
    const fit = new FitAddon();
    terminal.loadAddon(fit);
    terminal.open(screen);
    terminal.textarea?.setAttribute('aria-label', this.item.title);
    terminal.write(this.item.terminal.written);
    const sizes = new ResizeObserver(() => {
      if (screen.clientWidth > 0) fit.fit();
    });
    sizes.observe(screen);
    this.endings.push(
      () => sizes.disconnect(),
      this.item.terminal.listen((text) => terminal.write(text)),
    );
    terminal.onData((text) => this.item.terminal.typed(text));
    this.terminal = terminal;
  }
}
