/** Puts files into Emscripten's file system in memory without its walk from the root and its streams for each of them. */

/** A node of MEMFS, as far as it is used here. */
interface Node {
  contents: Record<string, Node> | Uint8Array;
  usedBytes: number;
  readonly node_ops: { mknod?(parent: Node, name: string, mode: number, device: number): Node };
}

/** Emscripten's `FS`, as far as it is used here. */
export interface MemoryFileSystem {
  lookupPath(path: string, options: object): { node: unknown };
}

const FOLDER = 0o040755;
const FILE = 0o100644;

export class FileTree {
  private readonly folders: Map<string, Node>;

  /** @param root a folder that is there already. */
  constructor(fs: MemoryFileSystem, root: string) {
    this.folders = new Map([['', fs.lookupPath(root, {}).node as Node]]);
  }

  /** Puts a file in place of any that is there; the data are kept, not copied. */
  put(path: string, data: Uint8Array): void {
    const node = this.child(path, FILE);
    node.contents = data;
    node.usedBytes = data.byteLength;
  }

  private folder(path: string): Node {
    const known = this.folders.get(path);
    if (known !== undefined) return known;
    const made = this.child(path, FOLDER);
    this.folders.set(path, made);
    return made;
  }

  private child(path: string, mode: number): Node {
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const parent = this.folder(slash < 0 ? '' : path.slice(0, slash));
    const { mknod } = parent.node_ops;
    if (mknod === undefined || name === '' || name === '.' || name === '..')
      throw new Error(`${path} can't be a file of a package`);
    const siblings = parent.contents as Record<string, Node>;
    return Object.hasOwn(siblings, name) ? (siblings[name] as Node) : mknod(parent, name, mode, 0);
  }
}
