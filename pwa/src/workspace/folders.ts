/** Folders, however a browser gives them: as handles, as dropped entries, or as a list of files with paths. */
import { FormatError } from '../contracts/errors.js';
import type { NamedFile } from './named_file.js';

export interface Folder {
  readonly name: string;
  /** A file by its path in the folder; null when there is none. */
  file(path: string): Promise<File | null>;
  /** All of its files, also in folders below. @throws FormatError when there are too many. */
  files(): Promise<readonly NamedFile[]>;
}

/** More files are no image that is opened whole; a Zarr hierarchy, which may have more, is not listed. */
const MOST_FILES = 20_000;

/** TypeScript's library leaves the iteration out. */
type Directory = FileSystemDirectoryHandle & { values(): AsyncIterable<FileSystemHandle> };

export function handleFolder(handle: FileSystemDirectoryHandle): Folder {
  const walk = async (folder: FileSystemDirectoryHandle, prefix: string, out: NamedFile[]): Promise<void> => {
    for await (const each of (folder as Directory).values()) {
      if (each.kind === 'directory') await walk(each as FileSystemDirectoryHandle, `${prefix}${each.name}/`, out);
      else if (!isHidden(each.name)) {
        out.push({ name: prefix + each.name, file: await (each as FileSystemFileHandle).getFile() });
        checkCount(out, handle.name);
      }
    }
  };
  return {
    name: handle.name,
    file: async (path) => {
      const parts = path.split('/');
      const last = parts.pop();
      if (last === undefined || last === '') return null;
      try {
        let folder = handle;
        for (const part of parts) folder = await folder.getDirectoryHandle(part);
        return await (await folder.getFileHandle(last)).getFile();
      } catch (error) {
        if (error instanceof DOMException && ['NotFoundError', 'TypeMismatchError'].includes(error.name)) return null;
        throw error;
      }
    },
    files: async () => {
      const out: NamedFile[] = [];
      await walk(handle, '', out);
      return out;
    },
  };
}

export function entryFolder(root: FileSystemDirectoryEntry): Folder {
  const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
    new Promise((resolve, reject) => entry.file(resolve, reject));
  const walk = async (folder: FileSystemDirectoryEntry, prefix: string, out: NamedFile[]): Promise<void> => {
    const reader = folder.createReader();
    // A browser gives a hundred at a time, and none at the end.
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (some.length === 0) return;
      for (const each of some) {
        if (each.isDirectory) await walk(each as FileSystemDirectoryEntry, `${prefix}${each.name}/`, out);
        else if (!isHidden(each.name)) {
          out.push({ name: prefix + each.name, file: await fileOf(each as FileSystemFileEntry) });
          checkCount(out, root.name);
        }
      }
    }
  };
  return {
    name: root.name,
    file: (path) =>
      new Promise((resolve, reject) => {
        const missing = (error: DOMException): void =>
          ['NotFoundError', 'TypeMismatchError'].includes(error.name) ? resolve(null) : reject(error);
        root.getFile(
          path,
          {},
          (entry) => fileOf(entry as FileSystemFileEntry).then(resolve, reject),
          missing as (error: DOMException) => void,
        );
      }),
    files: async () => {
      const out: NamedFile[] = [];
      await walk(root, '', out);
      return out;
    },
  };
}

/** @param files of one folder, as an input gives them, whose paths begin with its name. */
export function listFolder(files: readonly File[]): Folder {
  const root = files[0]?.webkitRelativePath.split('/')[0] ?? 'folder';
  const byPath = new Map(files.map((file) => [file.webkitRelativePath.slice(root.length + 1) || file.name, file]));
  return {
    name: root,
    file: async (path) => byPath.get(path) ?? null,
    files: async () => [...byPath].filter(([, { name }]) => !isHidden(name)).map(([name, file]) => ({ name, file })),
  };
}

/** Whether a folder is a Zarr hierarchy, by the file that each has. */
export async function isZarr(folder: Folder): Promise<boolean> {
  for (const name of ['zarr.json', '.zattrs', '.zgroup', '.zarray'])
    if ((await folder.file(name)) !== null) return true;
  return false;
}

/** What systems put beside a person's files. */
function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'Thumbs.db' || name === 'desktop.ini';
}

function checkCount(files: readonly unknown[], name: string): void {
  if (files.length > MOST_FILES)
    throw new FormatError(`The folder ${name} has more than ${MOST_FILES} files. Open a part of it.`, name);
}
