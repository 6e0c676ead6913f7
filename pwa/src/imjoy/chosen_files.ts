/** Files that the person chooses for a plugin, and what a plugin is handed for each of them. */
import type { Api, Caller } from '../host/index.js';
import { expose, NDArray } from '../rpc/index.js';
import type { ImJoyServices } from './api_services.js';

/** A larger file is handed over as a file only. */
const LARGEST_ADDRESS = 30_000_000;

export async function choose(
  caller: Caller,
  services: ImJoyServices,
  { title, multiple, accept }: { title: string; multiple: boolean; accept: readonly string[] },
): Promise<File[]> {
  const count = multiple ? 5 : 1;
  const params = Array.from({ length: count }, (_, i) => ({
    name: `file${i}`,
    title: multiple ? `File ${i + 1}` : 'File',
    doc: '',
    required: i === 0,
    optional: i > 0,
    default: null,
    type: { kind: 'file', accept } as const,
  }));
  const values = await services.form(caller, title, '', params);
  return Object.values(values ?? {}).filter((value): value is File => value instanceof File);
}

/** As ImJoy's file managers describe files; `url` can be fetched by the plugin, without any network. */
export async function fileItem(file: File): Promise<object> {
  const url = file.size <= LARGEST_ADDRESS ? await addressOf(file) : '';
  return { name: file.name, path: file.name, size: file.size, type: file.type, url, file };
}

export function addressOf(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read.'));
    reader.readAsDataURL(file);
  });
}

export function fileHandle(file: File): object {
  return expose({ kind: 'file', name: file.name, getFile: async () => file }, ['getFile'], ['kind', 'name']);
}

export function savingHandle(base: Api, name: string): object {
  const createWritable = async () => {
    const parts: BlobPart[] = [];
    const write = async (data: unknown) => {
      const part = data instanceof NDArray ? data.data : data;
      parts.push(part as BlobPart);
    };
    return expose({ write, close: async () => base.exportFile(new Blob(parts), name) }, ['write', 'close']);
  };
  return expose({ kind: 'file', name, createWritable }, ['createWritable'], ['kind', 'name']);
}
