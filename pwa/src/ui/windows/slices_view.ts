/** `<cs-slice>`: a volume seen from the side, through the place of the cross. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { arraySource } from '../../images/array_source.js';
import type { Layer } from '../../images/layers.js';
import { aspectOf, isVolume, orthogonal, type Side } from '../../images/orthogonal.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { ImageSource } from '../../images/source.js';
import { Viewer } from '../../images/viewer.js';
import { sharedStyles } from '../shared_styles.js';
import { viewerStrings } from './viewer_strings.js';

/** Where the cross is, in whole pixels. */
export interface CrossPlace {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

const turned = new WeakMap<ImageSource, Map<Side, ImageSource>>();

@customElement('cs-slice')
export class CsSlice extends LitElement {
  static override styles = [
    sharedStyles,
    css`
      :host { display: block; position: relative; min-width: 0; min-height: 0; overflow: hidden; background: var(--cs-canvas); }
      .canvas { position: absolute; inset: 0; outline: none; touch-action: none; cursor: crosshair; image-rendering: pixelated; }
      .canvas:focus-visible { box-shadow: inset 0 0 0 2px var(--wa-color-focus); }
      i { position: absolute; z-index: 2; background: #5fd0c6; opacity: 0.8; pointer-events: none; }
      i.down { top: 0; bottom: 0; width: 1px; }
      i.across { left: 0; right: 0; height: 1px; }
      span { position: absolute; z-index: 2; left: 8px; top: 8px; padding: 2px 6px; border-radius: 6px; background: var(--cs-canvas-shade); font-size: var(--wa-font-size-s); pointer-events: none; }
    `,
  ];
  @property({ attribute: false }) layers: readonly Layer[] = [];
  @property({ attribute: false }) side: Side = 'XZ';
  @property({ attribute: false }) index: PlaneIndex = {};
  @property({ attribute: false }) at: CrossPlace = { x: 0, y: 0, z: 0 };
  @query('.canvas') private canvas!: HTMLElement;
  @state() private moves = 0;
  private viewer: Viewer | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.viewer?.dispose();
    this.viewer = null;
  }

  override updated(): void {
    if (!this.isConnected) return;
    const layers = this.layers.flatMap((layer) => seenFrom(layer, this.side));
    const first = layers.find((layer) => layer.kind === 'image');
    const isNew = this.viewer === null;
    this.viewer ??= new Viewer(
      this.canvas,
      {
        click: ([x, y]) => this.put(x, y),
        view: () => {
          this.moves += 1;
        },
      },
      { aspect: first?.kind === 'image' ? aspectOf(first.source) : 1 },
    );
    // Seen from the side, the letter Z stands for the axis that is looked along.
    this.viewer.stand({ index: { ...this.index, Z: this.side === 'XZ' ? this.at.y : this.at.x }, projected: false });
    this.viewer.setLayers(layers);
    // Where the cross is on screen is known once there is something on screen.
    if (isNew) void this.viewer.drawn().then(() => this.requestUpdate());
  }

  override render() {
    const { x, y, z } = this.at;
    const cross = this.viewer?.pixelOf(this.side === 'XZ' ? [x + 0.5, z + 0.5] : [z + 0.5, y + 0.5]) ?? null;
    return html`<div class="canvas" role="img" tabindex="0" aria-label=${viewerStrings.sides[this.side]}></div><span>${this.side}</span>
      ${cross ? html`<i class="down" style="left:${cross[0]}px"></i><i class="across" style="top:${cross[1]}px"></i>` : nothing}`;
  }

  private put(first: number, second: number): void {
    const at =
      this.side === 'XZ'
        ? { ...this.at, x: Math.floor(first), z: Math.floor(second) }
        : { ...this.at, z: Math.floor(first), y: Math.floor(second) };
    this.dispatchEvent(new CustomEvent<CrossPlace>('cs-cross', { detail: at }));
  }
}

function seenFrom(layer: Layer, side: Side): readonly Layer[] {
  const source = layer.kind === 'image' ? layer.source : layer.kind === 'labels' ? arraySource(layer.data) : null;
  if (source === null || !isVolume(source)) return [];
  const known = turned.get(source) ?? new Map<Side, ImageSource>();
  turned.set(source, known);
  const seen = known.get(side) ?? orthogonal(source, side);
  known.set(side, seen);
  if (layer.kind === 'image') return [{ ...layer, source: seen }];
  return layer.kind === 'labels' && seen.array !== null ? [{ ...layer, data: seen.array }] : [];
}
