/** `site.json`: what one build of the site carries. Written by build.py, read by the page and the service worker. */
import type { Device } from './model.js';
import type { OpDescription, PluginHeader } from './plugin.js';

/** A file of the site, known by its content. */
export interface AssetRef {
  /** Relative to the site's base. */
  readonly path: string;
  /** Lower-case hex over the content, after decoding `encoding`. */
  readonly sha256: string;
  /** Bytes of the content, after decoding `encoding`. */
  readonly size: number;
  /** Bytes on the wire. */
  readonly transfer: number;
  /** How the file is stored at `path`. The page decodes it; the host sets no header. */
  readonly encoding: 'identity' | 'gzip';
}

export type RuntimeFile =
  | 'pyodide.mjs'
  | 'pyodide.asm.mjs'
  | 'pyodide.asm.wasm'
  | 'python_stdlib.zip'
  | 'pyodide-lock.json'
  /** The Python package `coverslip`, packed as a {@link PackageEntry} is. */
  | 'coverslip.zip'
  /** Memory of the bare interpreter with the `coverslip` package's needs from the standard library imported. */
  | 'snapshot.bin';

export interface SiteManifest {
  readonly version: string;
  readonly runtime: {
    readonly pyodide: string;
    /** Major and minor version of the interpreter, such as "3.14". */
    readonly python: string;
    readonly files: { readonly [name in RuntimeFile]?: AssetRef };
  };
  /** ONNX Runtime: not part of the runtime, since it is fetched with the first model. */
  readonly inference: {
    readonly version: string;
    readonly builds: { readonly [device in Device]: InferenceBuild };
  };
  /** Keyed by the normalised name (PEP 503). */
  readonly packages: { readonly [name: string]: PackageEntry };
  readonly plugins: readonly ShippedPlugin[];
  readonly samples: readonly Sample[];
}

/** One build of ONNX Runtime: its JavaScript, the glue of its WebAssembly, and that. */
export interface InferenceBuild {
  readonly ort: AssetRef;
  readonly glue: AssetRef;
  readonly wasm: AssetRef;
}

/** A wheel, repacked: a stored (not deflated) zip whose paths are relative to site-packages, `.pyc` for `.py`. */
export interface PackageEntry {
  readonly name: string;
  readonly version: string;
  readonly archive: AssetRef;
  /** Normalised names of what it needs, directly. */
  readonly depends: readonly string[];
  /** Its importable top-level modules. */
  readonly imports: readonly string[];
  /** Who compiled it: the Pyodide project, the package's authors on PyPI, or this build from a recipe. */
  readonly origin: 'pyodide' | 'pypi' | 'built';
  readonly licence: string;
}

export interface ShippedPlugin {
  readonly file: AssetRef;
  readonly header: PluginHeader;
  readonly ops: readonly OpDescription[];
}

export interface Sample {
  /** File name, such as "img2d.tif". */
  readonly name: string;
  readonly title: string;
  readonly file: AssetRef;
  readonly mediaType: string;
  readonly licence: string;
  /** Package, version and member that it was taken from. */
  readonly origin: string;
}
