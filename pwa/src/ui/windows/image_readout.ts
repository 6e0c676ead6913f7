/** What an image window says of a place: the values there, also of images that have to be read for it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { readPixel } from '../../images/layer_reading.js';
import type { Position } from '../../images/layers.js';
import type { PlaneIndex } from '../../images/plane.js';
import type { ImageWindow } from '../../workspace/model.js';
import { readout } from './image_words.js';
import { viewerStrings } from './viewer_strings.js';

export class ImageReadout implements ReactiveController {
  /** '' says nothing. */
  text = '';
  /** Whether the place that is told of is the middle of the view, which is marked then. */
  isMiddle = false;
  private asked = new AbortController();
  private failure = '';

  /** @param shown what the window shows now. */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly shown: () => { readonly item: ImageWindow; readonly index: PlaneIndex },
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.asked.abort();
  }

  clear(): void {
    this.asked.abort();
    this.isMiddle = false;
    this.say('');
  }

  /** Says the values at a place; those that are not in memory follow. */
  read([x, y]: Position, isMiddle = false): void {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const { item, index } = this.shown();
    this.isMiddle = isMiddle;
    this.say(readout(item, index, x, y));
    const far = item.layers.filter((layer) => layer.kind === 'image' && layer.source.array === null);
    if (far.length === 0) return;
    void Promise.all(far.map(async (layer) => [layer.id, await readPixel(layer, index, x, y, signal)] as const)).then(
      (values) => {
        if (signal.aborted) return;
        const known = values.filter((each): each is readonly [string, string] => each[1] !== null);
        this.say(readout(item, index, x, y, new Map(known)));
      },
      // The tile of that place tells that it can't be read.
      () => undefined,
    );
  }

  /** Says once for each cause that a part can't be read. */
  failed(error: unknown): void {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    const message = viewerStrings.failed(error instanceof Error ? error.message : String(error));
    if (message === this.failure) return;
    this.failure = message;
    this.say(message);
  }

  private say(text: string): void {
    this.text = text;
    this.host.requestUpdate();
  }
}
