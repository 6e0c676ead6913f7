import { beforeEach, describe, expect, test } from 'vitest';
import { FileTree } from '../../../pwa/src/sandbox/file_tree.js';

/** MEMFS, as far as Emscripten's own shape goes. */
interface Node {
  mode: number;
  contents: Record<string, Node> | Uint8Array;
  usedBytes: number;
  node_ops: { mknod?: (parent: Node, name: string, mode: number) => Node };
}

function folder(mode = 0o040755): Node {
  return { mode, contents: {}, usedBytes: 0, node_ops: { mknod: make } };
}

function make(parent: Node, name: string, mode: number): Node {
  const made = mode >> 12 === 4 ? folder(mode) : { mode, contents: new Uint8Array(), usedBytes: 0, node_ops: {} };
  (parent.contents as Record<string, Node>)[name] = made;
  return made;
}

function at(root: Node, path: string): Node | undefined {
  return path
    .split('/')
    .reduce<Node | undefined>((node, name) => (node?.contents as Record<string, Node>)?.[name], root);
}

describe('a tree of files', () => {
  let root: Node;
  let tree: FileTree;
  beforeEach(() => {
    root = folder();
    tree = new FileTree({ lookupPath: () => ({ node: root }) }, '/packages');
  });

  test('takes files with the folders above them, and keeps their data without a copy', () => {
    const data = new Uint8Array([1, 2, 3]);
    tree.put('a/b/c.pyc', data);
    tree.put('a/d.pyc', new Uint8Array(1));
    expect(at(root, 'a/b/c.pyc')?.contents).toBe(data);
    expect(at(root, 'a/b/c.pyc')?.usedBytes).toBe(3);
    expect(Object.keys(at(root, 'a')?.contents ?? {})).toEqual(['b', 'd.pyc']);
  });

  test('uses a folder that is there, and replaces a file that is there', () => {
    make(make(root, 'a', 0o040755), 'old.pyc', 0o100644);
    tree.put('a/old.pyc', new Uint8Array([7]));
    tree.put('a/constructor', new Uint8Array([8]));
    expect(Object.keys(at(root, 'a')?.contents ?? {})).toEqual(['old.pyc', 'constructor']);
    expect(at(root, 'a/old.pyc')?.contents).toEqual(new Uint8Array([7]));
  });

  test.each(['../x', 'a//b', 'a/./b', 'file/below'])('refuses %s', (path) => {
    tree.put('file', new Uint8Array(1));
    expect(() => tree.put(path, new Uint8Array(1))).toThrow(path.replace(/\/[^/]*$/, ''));
  });
});
