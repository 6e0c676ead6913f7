/** What a person saves as a file: windows, their figures and views, and layers. Loaded with the first of them. */
import { FormatError } from '../contracts/errors.js';
import { download, safeName, toCsv } from '../host/index.js';
import { openViewer } from '../images/open_viewers.js';
import type { Annotations } from './annotation/annotations.js';
import type { Images } from './images.js';
import type { FigureFormat } from './live_figure.js';
import type { WindowItem } from './model.js';
import type { SaveFormat } from './save_format.js';
import type { Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface SavingParts {
  readonly workspace: Workspace;
  readonly tasks: Tasks;
  readonly images: Images;
  readonly annotations: () => Promise<Annotations>;
}

export class Saving {
  constructor(private readonly parts: SavingParts) {}

  async window(windowId: string): Promise<void> {
    const window = this.find(windowId);
    if (window === undefined) return;
    await this.parts.tasks.run(`Saving ${window.title}`, async () => {
      const [content, ending] = await fileOf(window);
      const name = safeName(window.kind === 'table' ? window.title.replace(/\.(csv|tsv|tab)$/i, '') : window.title);
      download(content, ending === '' ? name : `${name}.${ending}`);
    });
  }

  async figure(windowId: string, format: FigureFormat): Promise<void> {
    const window = this.find(windowId);
    if (window?.kind !== 'figure') return;
    await this.parts.tasks.run(`Saving ${window.title}`, async () => {
      const { figureFile } = await import('./live_figure.js');
      download(await figureFile(window, format), `${safeName(window.title)}.${format}`);
    });
  }

  async layer(layerId: string, format: SaveFormat): Promise<void> {
    const { workspace, tasks, images, annotations } = this.parts;
    const layer = workspace.layers.find(({ id }) => id === layerId);
    if (layer === undefined) return;
    switch (format) {
      case 'view':
        return this.view(layer.windowId);
      case 'geojson':
        return (await annotations()).saveGeoJson(layerId);
      case 'mask':
        return (await annotations()).saveMask(layerId, openViewer(layer.windowId)?.index() ?? {});
      case 'tiff':
      case 'labels':
      case 'zarr':
      case 'npy':
        await tasks.run(`Saving ${layer.name}`, async ({ signal, report }) => {
          report(null, 'Reading');
          const file = await images.file(layer, format, signal);
          download(file, file.name);
        });
    }
  }

  async view(windowId: string): Promise<void> {
    const title = this.find(windowId)?.title ?? '';
    await this.parts.tasks.run(`Saving the view of ${title}`, async () => {
      const viewer = openViewer(windowId);
      if (viewer === null) throw new FormatError('This window is not on screen, so there is no view of it.', 'window');
      download(await viewer.snapshot(), `${safeName(title)}.png`);
    });
  }

  private find(windowId: string): WindowItem | undefined {
    return this.parts.workspace.windows.find(({ id }) => id === windowId);
  }
}

/** @returns what a window shows, and the ending of a file that holds it; '' where its title has one. */
async function fileOf(window: WindowItem): Promise<readonly [content: Blob, ending: string]> {
  switch (window.kind) {
    case 'table':
      return [new Blob([toCsv(window.table)], { type: 'text/csv' }), 'csv'];
    case 'figure':
      return [window.picture, window.picture.type === 'image/svg+xml' ? 'svg' : 'png'];
    case 'file':
      return [window.file, ''];
    case 'tree': {
      const { toJson } = await import('./json_text.js');
      return [new Blob([toJson(window.data)], { type: 'application/json' }), 'json'];
    }
    case 'text':
    case 'markdown':
    case 'editor':
      return [new Blob([window.text], { type: 'text/plain' }), 'txt'];
    default:
      throw new FormatError('This window has nothing that could be saved.', 'window');
  }
}
