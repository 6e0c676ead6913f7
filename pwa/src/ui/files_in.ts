/** Files that come in from anywhere on the page: dropped, pasted, or picked with the input that is always there. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Folder } from '../workspace/folders.js';

/** What can be opened by what comes in. */
export interface FileActions {
  readonly openFiles: (files: readonly File[]) => void;
  readonly openFolder: (folder: Folder) => void;
  readonly openHandles: (handles: readonly FileSystemHandle[]) => void;
  /** Puts what was opened on the list of what can be opened again. */
  readonly remember: (handle: FileSystemHandle) => void;
}

/** Parts of browsers that TypeScript's library leaves out: Chromium's own dialogs give handles, which can be kept. */
interface Pickers {
  readonly showOpenFilePicker?: (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;
  readonly showDirectoryPicker?: (options: { mode: 'read' }) => Promise<FileSystemDirectoryHandle>;
}
interface HandleItem {
  readonly getAsFileSystemHandle?: () => Promise<FileSystemHandle | null | undefined>;
}

export class FilesIn implements ReactiveController {
  /** Whether something is being dragged over the page. */
  dragging = false;
  private depth = 0;
  private input: HTMLInputElement | null = null;
  private folderInput: HTMLInputElement | null = null;

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly actions: FileActions,
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

  /** Opens the browser's own dialog for files. */
  async pick(): Promise<void> {
    const { showOpenFilePicker } = window as Pickers;
    if (showOpenFilePicker === undefined) return this.input?.click();
    const handles = await unlessDismissed(showOpenFilePicker.call(window, { multiple: true }));
    if (handles !== null) this.actions.openHandles(handles);
  }

  /** Opens the browser's own dialog for folders. */
  async pickFolder(): Promise<void> {
    const { showDirectoryPicker } = window as Pickers;
    if (showDirectoryPicker === undefined) return this.folderInput?.click();
    const handle = await unlessDismissed(showDirectoryPicker.call(window, { mode: 'read' }));
    if (handle !== null) this.actions.openHandles([handle]);
  }

  /** Takes over the file input that the host renders. What a file holds decides, so all files are offered. */
  attach(input: HTMLInputElement): void {
    if (this.input === input) return;
    this.input = input;
    input.multiple = true;
    this.listen(input, (files) => this.actions.openFiles(files));
  }

  /** Takes over the input for folders that the host renders. */
  attachFolder(input: HTMLInputElement): void {
    if (this.folderInput === input) return;
    this.folderInput = input;
    input.webkitdirectory = true;
    this.listen(input, (files) => {
      void import('../workspace/folders.js').then(({ listFolder }) => this.actions.openFolder(listFolder(files)));
    });
  }

  private listen(input: HTMLInputElement, open: (files: readonly File[]) => void): void {
    input.addEventListener('change', () => {
      const files = [...(input.files ?? [])];
      // So that the same file can be picked again.
      input.value = '';
      if (files.length > 0) open(files);
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
    const items = [...(event.dataTransfer?.items ?? [])].filter(({ kind }) => kind === 'file');
    const files = [...(event.dataTransfer?.files ?? [])];
    if (items.length === 0 && files.length === 0) return;
    event.preventDefault();
    // All of it has to be asked for before the event is over.
    const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
    const handles = items.map((item) => (item as HandleItem).getAsFileSystemHandle?.());
    const folders = entries.filter((entry): entry is FileSystemDirectoryEntry => entry?.isDirectory === true);
    for (const folder of folders)
      void import('../workspace/folders.js').then(({ entryFolder }) => this.actions.openFolder(entryFolder(folder)));
    // A folder stands among the files as one that can't be read.
    const names = new Set(folders.map(({ name }) => name));
    const plain = files.filter(({ name }) => !names.has(name));
    if (plain.length > 0) this.actions.openFiles(plain);
    // What a page itself put into the drag has no handle, and may never get one.
    for (const handle of handles)
      handle?.then(
        (known) => known && this.actions.remember(known),
        () => undefined,
      );
  };

  private paste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.actions.openFiles(files);
  };
}

/** @returns null when the person closed the dialog. */
async function unlessDismissed<T>(picking: Promise<T>): Promise<T | null> {
  try {
    return await picking;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}
