/** What ops ask the person to draw: each waits until it is done or given up. */
import { FormatError } from '../../contracts/errors.js';
import type { PointsLayer, ShapesLayer } from '../../images/layers.js';
import type { DrawAsk, ImageWindow } from '../model.js';
import { pointsLayer, shapesLayer } from '../new_layers.js';
import type { Workspace } from '../workspace.js';
import { isDrawing } from './feature_edits.js';

export interface Asked {
  readonly draws: 'points' | 'shapes';
  /** What is to be drawn. */
  readonly text: string;
  /** Null means the image in front. */
  readonly windowId: string | null;
}

export class Asks {
  private readonly waiting = new Map<string, (done: boolean) => void>();

  constructor(
    private readonly workspace: Workspace,
    private readonly place: (windowId: string, name: string) => { id: string; windowId: string; name: string },
    private readonly keep: (layerId: string) => void,
  ) {
    workspace.subscribe(() => this.follow());
  }

  /**
   * Opens the tool on an image with the sentence, and waits.
   *
   * @returns the layer that was drawn; it stays.
   * @throws AbortError when the person gives up or closes the image; FormatError when no image is open.
   */
  async ask({ draws, text, windowId }: Asked): Promise<PointsLayer | ShapesLayer> {
    const window = this.window(windowId);
    const place = this.place(window.id, draws === 'points' ? 'Points' : 'Shapes');
    const layer = draws === 'points' ? pointsLayer(place) : shapesLayer(place);
    this.workspace.addLayer(layer);
    this.keep(layer.id);
    const ask: DrawAsk = { id: this.workspace.newId('ask'), windowId: window.id, layerId: layer.id, draws, text };
    this.workspace.update({ asks: [...this.workspace.state.asks, ask], activeWindow: window.id });
    const done = await new Promise<boolean>((resolve) => this.waiting.set(ask.id, resolve));
    const drawn = this.workspace.layers.filter(isDrawing).find(({ id }) => id === layer.id);
    if (!done || drawn === undefined) {
      // What was drawn before the person gave up is theirs; an empty layer is nobody's.
      if (drawn?.features.length === 0) this.workspace.removeLayer(layer.id);
      throw new DOMException('The person did not draw what was asked for.', 'AbortError');
    }
    return drawn;
  }

  /** @param done false gives up. */
  finish(id: string, done: boolean): void {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    this.workspace.update({ asks: this.workspace.state.asks.filter((ask) => ask.id !== id) });
    resolve?.(done);
  }

  /** Asks whose image or layer is gone end. */
  private follow(): void {
    const { asks } = this.workspace.state;
    const layers = new Set(this.workspace.layers.map(({ id }) => id));
    for (const ask of asks) if (!layers.has(ask.layerId)) this.finish(ask.id, false);
  }

  private window(windowId: string | null): ImageWindow {
    const open = this.workspace.windows.filter((window): window is ImageWindow => window.kind === 'image');
    const front = windowId ?? this.workspace.state.activeWindow;
    const window = open.find(({ id }) => id === front) ?? (windowId === null ? open.at(-1) : undefined);
    if (window !== undefined) return window;
    throw new FormatError('There is no image to draw on. Open one first.', 'image');
  }
}
