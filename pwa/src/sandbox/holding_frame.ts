/**
 * A frame over the app in which something foreign is shown: a document of the site's own that holds a sandboxed one.
 *
 * The document between serves for its policy, which the sandboxed frame inherits in place of the app's. Holding frames
 * stand beside the app's elements and are laid over them, because a frame that is moved in the document starts anew.
 */
import { SandboxError } from '../contracts/errors.js';

/** A place on the page, in CSS pixels from the viewport's upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface InnerFrame {
  /** The value of its `sandbox` attribute. */
  readonly sandbox: string;
  /** The value of its `allow` attribute. */
  readonly allow: string;
  readonly title: string;
  readonly content: { readonly srcdoc: string } | { readonly src: string };
}

const OPENING_MILLISECONDS = 20_000;
/** How deep a message is looked through for buffers. */
const DEEPEST = 16;
/** Below the app's notices and menus. */
const LEVEL = '3';

export class HoldingFrame {
  /** Resolves with the reason when the frame has been closed. */
  readonly ended: Promise<string>;
  private end: (reason: string) => void = () => undefined;
  private open = true;

  private constructor(
    private readonly outer: HTMLIFrameElement,
    readonly inner: HTMLIFrameElement,
  ) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  /**
   * @param holder the address of the document between, on the site's own origin.
   * @throws SandboxError when the browser doesn't open it.
   */
  static async open(holder: URL, about: InnerFrame): Promise<HoldingFrame> {
    const outer = document.createElement('iframe');
    outer.title = about.title;
    outer.allow = about.allow;
    outer.tabIndex = -1;
    outer.className = 'cs-held';
    outer.style.cssText = `position:fixed;left:0;top:0;width:320px;height:240px;border:0;visibility:hidden;z-index:${LEVEL};color-scheme:auto`;
    outer.src = holder.href;
    const loaded = event(outer, 'load', 'The frame of a window did not open. Reload the page and try again.');
    document.body.append(outer);
    try {
      await loaded;
      const between = outer.contentDocument;
      if (between?.body == null || between.location.href === 'about:blank')
        throw new SandboxError(
          `The page ${holder.href}, in which windows are shown, could not be loaded. Reload the page.`,
        );
      const inner = between.createElement('iframe');
      inner.setAttribute('sandbox', about.sandbox);
      inner.setAttribute('allow', about.allow);
      inner.title = about.title;
      if ('srcdoc' in about.content) inner.srcdoc = about.content.srcdoc;
      else {
        // Without this an isolated page may show only pages whose hosts have prepared for it.
        inner.setAttribute('credentialless', '');
        inner.src = about.content.src;
      }
      between.body.append(inner);
      return new HoldingFrame(outer, inner);
    } catch (error) {
      outer.remove();
      throw error;
    }
  }

  /** The window of the sandboxed frame, which is named in no message's origin; null once it is closed. */
  get window(): Window | null {
    return this.open ? this.inner.contentWindow : null;
  }

  /**
   * Listens to what the sandboxed frame posts to its parent; a message of any other window or origin is dropped.
   *
   * @param origin what each message must come from; "null" is an opaque origin.
   * @returns a function that ends it.
   */
  listen(origin: string, listener: (data: unknown) => void): () => void {
    const between = this.outer.contentWindow;
    const onMessage = (event: MessageEvent<unknown>) => {
      if (event.source === this.inner.contentWindow && event.origin === origin) listener(ofThisRealm(event.data));
    };
    between?.addEventListener('message', onMessage);
    return () => between?.removeEventListener('message', onMessage);
  }

  /** Resolves when the sandboxed frame's next document has loaded. @param limit milliseconds, or null for no limit. */
  loaded(limit: number | null = OPENING_MILLISECONDS): Promise<void> {
    return event(this.inner, 'load', 'The window did not load in time.', limit);
  }

  /** Lays the frame over a part of the page; null hides it. It goes on running either way. */
  place(box: Box | null): void {
    const { style } = this.outer;
    if (box === null) {
      style.visibility = 'hidden';
      return;
    }
    style.visibility = 'visible';
    style.left = `${box.left}px`;
    style.top = `${box.top}px`;
    style.width = `${box.width}px`;
    style.height = `${box.height}px`;
  }

  /** Lets pointers through, so that what lies below can be dragged. */
  passPointers(pass: boolean): void {
    this.outer.style.pointerEvents = pass ? 'none' : '';
  }

  focus(): void {
    this.inner.focus();
    this.inner.contentWindow?.focus();
  }

  close(reason: string): void {
    if (!this.open) return;
    this.open = false;
    this.outer.remove();
    this.end(reason);
  }
}

function event(
  element: HTMLIFrameElement,
  name: string,
  otherwise: string,
  limit: number | null = OPENING_MILLISECONDS,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const clock = limit === null ? undefined : setTimeout(() => reject(new SandboxError(otherwise)), limit);
    element.addEventListener(
      name,
      () => {
        clearTimeout(clock);
        resolve();
      },
      { once: true },
    );
  });
}

/**
 * The same value made of this document's own classes: what is posted to the document between is made of that one's, which
 * `instanceof` doesn't know. Buffers are handed over.
 */
function ofThisRealm(data: unknown): unknown {
  const buffers = new Set<ArrayBuffer>();
  collect(data, buffers, 0);
  return structuredClone(data, { transfer: [...buffers] });
}

function collect(value: unknown, buffers: Set<ArrayBuffer>, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
  if (Object.prototype.toString.call(value) === '[object ArrayBuffer]') buffers.add(value as ArrayBuffer);
  else if (ArrayBuffer.isView(value)) collect(value.buffer, buffers, depth + 1);
  else if (Array.isArray(value)) for (const each of value) collect(each, buffers, depth + 1);
  else if (Object.prototype.toString.call(value) === '[object Object]')
    for (const each of Object.values(value)) collect(each, buffers, depth + 1);
}
