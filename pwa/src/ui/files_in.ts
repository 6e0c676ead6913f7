/** Files that come in from anywhere on the page: dropped, pasted, or picked with the input that is always there. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const ACCEPT =
  '.tif,.tiff,.png,.jpg,.jpeg,.csv,.tsv,.py,.html,text/csv,text/tab-separated-values,image/tiff,image/png,image/jpeg';

export class FilesIn implements ReactiveController {
  /** Whether something is being dragged over the page. */
  dragging = false;
  private depth = 0;
  private input: HTMLInputElement | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly open: (files: readonly File[]) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('dragenter', this.enter);
    addEventListener('dragover', this.over);
    addEventListener('dragleave', this.leave);
    addEventListener('drop', this.drop);
    addEventListener('paste', this.paste);
  }

  hostDisconnected(): void {
    removeEventListener('dragenter', this.enter);
    removeEventListener('dragover', this.over);
    removeEventListener('dragleave', this.leave);
    removeEventListener('drop', this.drop);
    removeEventListener('paste', this.paste);
  }

  /** Opens the browser's own picker. */
  pick(): void {
    this.input?.click();
  }

  /** Takes over the file input that the host renders. */
  attach(input: HTMLInputElement): void {
    if (this.input === input) return;
    this.input = input;
    input.accept = ACCEPT;
    input.multiple = true;
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      // So that the same file can be picked again.
      input.value = '';
      if (files.length > 0) this.open(files);
    });
  }

  private show(dragging: boolean): void {
    if (dragging === this.dragging) return;
    this.dragging = dragging;
    this.host.requestUpdate();
  }

  private enter = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    this.depth++;
    this.show(true);
  };

  private over = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
  };

  private leave = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    this.depth = Math.max(0, this.depth - 1);
    if (this.depth === 0) this.show(false);
  };

  private drop = (event: DragEvent): void => {
    this.depth = 0;
    this.show(false);
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.open(files);
  };

  private paste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.open(files);
  };
}
