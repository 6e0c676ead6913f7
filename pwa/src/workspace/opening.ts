/** What a person brings is opened and shown: files, folders, handles, samples, and what other programs share. */
import { FormatError } from '../contracts/errors.js';
import type { Sample, SiteManifest } from '../contracts/site.js';
import type { ImageSource } from '../images/source.js';
import type { Annotations } from './annotation/annotations.js';
import { type Folder, handleFolder, isZarr } from './folders.js';
import type { OpenableImage, OpenControls } from './image_opener.js';
import type { Images } from './images.js';
import type { Library } from './library.js';
import { isNamedMask, maskedBy } from './mask_offer.js';
import { imagesBeside, isModel, modelOfFiles, takerOf } from './model_opening.js';
import type { NamedFile } from './named_file.js';
import type { Questions } from './questions.js';
import type { RecentHandles } from './recent_handles.js';
import { askScenes } from './scene_question.js';
import type { Tables } from './tables.js';
import type { TaskControls, Tasks } from './tasks.js';
import type { Workspace } from './workspace.js';

export interface OpeningParts {
  readonly workspace: Workspace;
  readonly site: SiteManifest;
  readonly library: Library;
  readonly images: Images;
  readonly tables: Tables;
  readonly tasks: Tasks;
  readonly questions: Questions;
  readonly recents: RecentHandles;
  readonly annotations: () => Promise<Annotations>;
  /** Offers a plugin's file. */
  readonly openPlugin: (file: File) => Promise<void>;
  /** Lays what was drawn over the image in front. */
  readonly openDrawing: (file: File) => Promise<void>;
}

/** So many images of a folder are opened without asking. */
const MOST_AT_ONCE = 8;

/** Characters of a title that a button shows; the text above it has all of them. */
const LONGEST_TITLE = 18;

/** Parts of handles that TypeScript's library leaves out. */
type Permitted = FileSystemHandle & { requestPermission?(options: { mode: 'read' }): Promise<PermissionState> };

export class Opening {
  constructor(private readonly parts: OpeningParts) {}

  /**
   * Opens images and tables; plugins among them are offered, drawings laid over the image in front, and models put into
   * the form that runs them.
   */
  async files(files: readonly File[]): Promise<void> {
    const { library, tables, openPlugin, openDrawing } = this.parts;
    const images: NamedFile[] = [];
    const others: Promise<void>[] = [];
    const named = files.map((file) => ({ name: file.name, file }));
    const model = files.length > 1 ? await modelOfFiles(named, 'model') : null;
    const isTaken = model !== null && this.takeModel(model.model);
    for (const file of files) {
      if (isTaken && model.parts.has(file)) continue;
      if (library.isPluginFile(file.name)) others.push(openPlugin(file));
      else if (tables.isTable(file.name)) others.push(tables.open(file));
      else if (/\.(geo)?json$/i.test(file.name)) others.push(openDrawing(file));
      else if ((await isModel(file)) && this.takeModel(file)) continue;
      else images.push({ name: file.name, file });
    }
    await Promise.all([...others, this.images(images)]);
  }

  /** Opens all images of a folder, or puts the model that a folder is into the form that runs it. */
  async folder(folder: Folder): Promise<void> {
    const { tasks, images } = this.parts;
    const found = await tasks.run(`Looking into ${folder.name}`, async ({ signal }) => {
      const opener = await images.opener();
      if (await isZarr(folder)) return opener.imagesOf(folder, { signal });
      const files = await folder.files();
      const model = await modelOfFiles(files, folder.name, signal);
      if (model !== null && this.takeModel(model.model)) return [];
      return opener.imagesIn(files, folder.name, { signal });
    });
    if (found !== null) await this.all(found, folder.name);
  }

  /** Opens what the browser's own dialog, a drop or another program gave, and remembers it. */
  async handles(handles: readonly FileSystemHandle[]): Promise<void> {
    for (const handle of handles) void this.parts.recents.add(handle);
    const files: File[] = [];
    for (const handle of handles) {
      if (handle.kind === 'directory') await this.folder(handleFolder(handle as FileSystemDirectoryHandle));
      else files.push(await (handle as FileSystemFileHandle).getFile());
    }
    if (files.length > 0) await this.files(files);
  }

  /** Opens a file or folder of the list, once the person lets the browser read it again. */
  async recent(id: string): Promise<void> {
    const { recents, tasks } = this.parts;
    const known = recents.get(id);
    if (known === null) return;
    const handle: Permitted = known.handle;
    const opened = await tasks.run(`Opening ${handle.name}`, async () => {
      const answer = (await handle.requestPermission?.({ mode: 'read' })) ?? 'granted';
      if (answer !== 'granted')
        throw new FormatError(`The browser was not allowed to read ${handle.name} again. Choose it anew.`, handle.name);
      // One that was moved or deleted is told of here, before anything is shown.
      if (handle.kind === 'file')
        await (handle as FileSystemFileHandle).getFile().catch(() => this.gone(id, handle.name));
      return true;
    });
    if (opened) await this.handles([handle]);
  }

  /** Opens what was open when the last visit ended. */
  async again(): Promise<void> {
    const { images, tasks, workspace } = this.parts;
    const { openedBefore } = workspace.state;
    workspace.update({ openedBefore: [] });
    for (const origin of openedBefore) {
      if ('recent' in origin) await this.recent(origin.recent);
      else
        await tasks.run(`Opening ${origin.name}`, async (controls) => {
          const source = await (await images.opener()).url(new URL(origin.address), fetching(controls));
          images.show([source], origin.name, origin.address);
        });
    }
  }

  /** Opens a sample; with a model the images come that it is shown on, unless something is open already. */
  async sample(name: string): Promise<void> {
    const { site, images, tasks, workspace } = this.parts;
    await tasks.run(`Opening ${name}`, async (controls) => {
      const sample = site.samples.find((each) => each.name === name);
      if (sample === undefined) throw new FormatError(`This site has no sample “${name}”.`, 'sample');
      const opener = await images.opener();
      const show = async (each: Sample): Promise<void> => {
        images.show([await opener.sample(each, fetching(controls))], each.name, opener.addressOf(each));
      };
      const taker = sample.mediaType.startsWith('image/') ? null : takerOf(workspace.plugins, name);
      if (taker === null) return show(sample);
      const isFirst = !workspace.windows.some(({ kind }) => kind === 'image');
      if (isFirst) for (const each of imagesBeside(site.samples, taker.plugin)) await show(each);
      this.takeModel(await opener.sampleFile(sample, fetching(controls)));
    });
  }

  /** @returns whether there is a plugin that takes it. */
  private takeModel(file: File): boolean {
    const { workspace } = this.parts;
    const taker = takerOf(workspace.plugins, file.name);
    if (taker === null) return false;
    const { plugin, op, param } = taker;
    workspace.update({ selected: { pluginId: plugin.id, op, preset: { [param]: file } } });
    return true;
  }

  private async images(files: readonly NamedFile[]): Promise<void> {
    const { images, tasks } = this.parts;
    if (files.length === 0) return;
    if (files.length === 1) return this.all(await (await images.opener()).imagesIn(files, null), '');
    const found = await tasks.run(`Looking at ${files.length} files`, async ({ signal }) =>
      (await images.opener()).imagesIn(files, null, { signal }),
    );
    if (found !== null) await this.all(found, `${files.length} files`);
  }

  private async all(found: readonly OpenableImage[], where: string): Promise<void> {
    const { questions } = this.parts;
    if (found.length > MOST_AT_ONCE) {
      const text = `${where}: these are ${found.length} images. Open them all?`;
      if ((await questions.ask({ kind: 'confirm', from: 'Coverslip', text })) !== true) return;
    }
    // Masks come after the images that they may belong to.
    const masks = found.filter(({ name }) => isNamedMask(name));
    await Promise.all(found.filter((image) => !masks.includes(image)).map((image) => this.one(image)));
    for (const mask of masks) await this.one(mask);
  }

  private async one(image: OpenableImage): Promise<void> {
    await this.parts.tasks.run(`Opening ${image.name}`, async ({ signal, report }) => {
      report(null, 'Reading');
      const open = (scene: number | null): Promise<ImageSource> => image.open({ signal, scene });
      const source = await open(null);
      if (!(await this.laidOver(source, image.name, signal))) await this.show(source, null, open, image.name);
    });
  }

  /** Offers to show a mask as labels over the image that it belongs to. @returns whether it has been. */
  private async laidOver(source: ImageSource, name: string, signal: AbortSignal): Promise<boolean> {
    const { workspace, questions, annotations } = this.parts;
    const masked = maskedBy(source, workspace.windows, workspace.state.activeWindow);
    if (masked === null) return false;
    const answer = await questions.ask({
      kind: 'confirm',
      from: 'Coverslip',
      text: `${name} holds whole numbers for the pixels of ${masked.title}, as labels do. Show it as labels over that image?`,
      confirmText: `As labels over ${shortened(masked.title)}`,
      cancelText: 'As an image of its own',
    });
    // The image may have been closed meanwhile.
    if (answer !== true || !workspace.windows.some(({ id }) => id === masked.id)) return false;
    const { exchange } = await annotations();
    exchange.addMask(masked.id, await source.read({}, { signal }), name);
    source.close();
    workspace.update({ activeWindow: masked.id });
    return true;
  }

  /** Shows an image, and those beside it in its file that the person wants. */
  private async show(
    source: ImageSource,
    address: string | null,
    open: (scene: number) => Promise<ImageSource>,
    title = source.name,
  ): Promise<void> {
    const { images } = this.parts;
    images.show([source], title, address);
    const { scenes = [], scene: first = 0 } = source;
    if (scenes.length < 2) return;
    const wanted = await askScenes(this.parts.questions, title, scenes, first);
    for (const scene of wanted) images.show([await open(scene)], `${title} – ${scenes[scene]}`, address);
  }

  private async gone(id: string, name: string): Promise<never> {
    await this.parts.recents.remove(id);
    throw new FormatError(`${name} is not there any more: it was moved, renamed or deleted.`, name);
  }
}

/** A title as a button of a phone has room for it. */
function shortened(title: string): string {
  return title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE - 1)}…` : title;
}

function fetching({ signal, report }: TaskControls): OpenControls {
  return {
    signal,
    onFraction: (fraction) => report(fraction < 1 ? fraction : null, fraction < 1 ? 'Fetching' : 'Reading'),
  };
}
