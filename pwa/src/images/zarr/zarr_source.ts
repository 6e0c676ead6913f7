/** Images in OME-Zarr and plain Zarr arrays, of which only the chunks are read that are asked for. */
import * as zarr from 'zarrita';
import { CoverslipError, FormatError } from '../../contracts/errors.js';
import type { Axis, ImageFacts, Region } from '../../contracts/image.js';
import { isDType, storageOf, type TypedArray } from '../../rpc/dtype.js';
import { NDArray } from '../../rpc/ndarray.js';
import { rangesOf, regionOf } from '../region.js';
import type { ImageSource } from '../source.js';
import { ChunkCache } from './chunk_cache.js';
import { type OmeImage, readOme, readParts } from './ome.js';
import type { ZarrStore } from './stores.js';

type ZarrArray = zarr.Array<zarr.DataType, ZarrStore>;
type Chunk = zarr.Chunk<zarr.DataType>;

const CACHE_BYTES = 256 * 2 ** 20;
/** A single chunk or part beyond this would not fit into memory beside its decoded copy. */
const LARGEST_PART = 2 ** 30;
const GUESSES: readonly string[] = ['', '', 'YX', 'ZYX', 'CZYX', 'TCZYX'];

export interface ZarrOptions {
  /** Which of a plate's wells or a collection's images. */
  readonly scene?: number | null;
  readonly signal?: AbortSignal | undefined;
}

/** @throws FormatError naming the image and the cause. */
export async function openZarr(store: ZarrStore, name: string, options: ZarrOptions = {}): Promise<ImageSource> {
  try {
    return await open(store, name, options);
  } catch (error) {
    throw blamed(error, name, options.signal);
  }
}

async function open(store: ZarrStore, name: string, { scene, signal }: ZarrOptions): Promise<ImageSource> {
  const controls = signal === undefined ? {} : { signal };
  const root = await zarr.open(zarr.root(store), controls);
  if (root.kind === 'array') return plainSource(root as ZarrArray, name);
  const own = readOme(root.attrs, name);
  if (own !== null) return omeSource(root, own, name, {}, controls);
  const parts = readParts(root.attrs);
  if (parts === null)
    throw new FormatError(`${name} is a Zarr hierarchy without an OME-Zarr image. Open the folder of one image.`, name);
  const index = scene ?? 0;
  const path = parts.paths[index];
  if (path === undefined)
    throw new FormatError(`${name} has ${parts.paths.length} images, so none of number ${index}.`, name);
  const group = await zarr.open(root.resolve(path), { kind: 'group', ...controls });
  const ome = readOme(group.attrs, name);
  if (ome === null) throw new FormatError(`${name}: there is no image at ${path}.`, name);
  const scenes = parts.names.length > 1 ? { scenes: parts.names, scene: index } : {};
  return omeSource(group, ome, name, scenes, controls);
}

async function omeSource(
  group: zarr.Group<ZarrStore>,
  ome: OmeImage,
  name: string,
  scenes: Pick<ImageFacts, 'scenes' | 'scene'>,
  controls: { readonly signal?: AbortSignal },
): Promise<ImageSource> {
  const arrays = await Promise.all(
    ome.levels.map(
      async ({ path }) => (await zarr.open(group.resolve(path), { kind: 'array', ...controls })) as ZarrArray,
    ),
  );
  const [first] = arrays;
  if (first === undefined) throw new FormatError(`${name} has no resolution that could be read.`, name);
  for (const array of arrays) check(array, ome.axes.length, name);
  const scale = ome.levels[0]?.scale;
  const pixelSize: { [axis in Axis]?: number } = {};
  for (const [at, axis] of [...ome.axes].entries()) {
    const step = scale?.[at];
    const hasUnit = axis === 'T' || ome.unit !== '';
    if (step !== undefined && axis !== 'C' && (hasUnit || step !== 1)) pixelSize[axis as Axis] = step;
  }
  return sourceOf(arrays, {
    name,
    format: `OME-Zarr ${ome.version}`,
    axes: ome.axes,
    pixelSize,
    unit: ome.unit,
    channels: ome.channels,
    metadata: { ...group.attrs },
    ...scenes,
  });
}

function plainSource(array: ZarrArray, name: string): ImageSource {
  const named = (array.dimensionNames ?? []).map((each) => each?.toUpperCase() ?? '').join('');
  const isNamed =
    named.length === array.shape.length && new Set(named).size === named.length && /^[TCZYXS]+$/.test(named);
  const axes = isNamed ? named : (GUESSES[array.shape.length] ?? '');
  check(array, axes.length, name);
  const facts = { name, format: 'Zarr', axes, pixelSize: {}, unit: '', channels: [], metadata: { ...array.attrs } };
  return sourceOf([array], facts);
}

function check(array: ZarrArray, count: number, name: string): void {
  if (count < 2 || array.shape.length !== count)
    throw new FormatError(`${name} has ${array.shape.length} axes, where its metadata tell of ${count}.`, name);
  if (array.shape.some((length) => length < 1)) throw new FormatError(`${name} has no values.`, name);
  if (!isDType(array.dtype) || /^[SU]/.test(array.dtype) || array.dtype.includes('complex'))
    throw new FormatError(`${name} holds values of the type ${array.dtype}, which is that of no image.`, name);
  const bytes = array.chunks.reduce((all, length) => all * length, storageOf(array.dtype).bytes);
  if (bytes > LARGEST_PART)
    throw new FormatError(`${name} has chunks of ${(bytes / 2 ** 30).toFixed(1)} GB, which are too large.`, name);
}

type Described = Omit<ImageFacts, 'shape' | 'dtype' | 'levels' | 'sha256'>;

/** The library takes what is missing at a chunk's end for zeros. */
function whole(chunk: Chunk, at: readonly number[], name: string): Chunk {
  const size = chunk.shape.reduce((all, length) => all * length, 1);
  if (chunk.data.length >= size) return chunk;
  throw new FormatError(`${name} is damaged or not copied whole: chunk ${at.join(', ')} is cut off.`, name);
}

function sourceOf(arrays: readonly ZarrArray[], described: Described): ImageSource {
  const { name } = described;
  const cache = new ChunkCache<Chunk>(CACHE_BYTES, ({ data }) => ('byteLength' in data ? data.byteLength : 0));
  const withCache = zarr.defineArrayExtension((array: zarr.Array<zarr.DataType, zarr.Readable>) => ({
    getChunk: (at: number[], options?: { signal?: AbortSignal }) => {
      const read = async (signal: AbortSignal): Promise<Chunk> => whole(await array.getChunk(at, { signal }), at, name);
      return cache.get(`${array.path} ${at}`, read, options?.signal);
    },
  }));
  const cached = arrays.map((array) => withCache(array));
  const levels = arrays.map(({ shape }) => shape);
  const shape = levels[0] ?? [];
  const dtype = arrays[0]?.dtype ?? 'uint8';
  const count = shape[described.axes.indexOf('C')] ?? 1;
  const channels = Array.from(
    { length: count },
    (_, at) => described.channels[at] ?? { name: '', color: null, window: null },
  );
  const facts: ImageFacts = { ...described, shape, dtype, levels, channels, sha256: null };
  let isClosed = false;
  return {
    ...facts,
    array: null,
    read: async (given = {}, { signal } = {}) => {
      if (isClosed) throw new FormatError(`${facts.name} has been closed. Open it again to read it.`, facts.name);
      const region = regionOf(given, facts);
      const array = cached[region.level ?? 0];
      if (array === undefined) throw new RangeError(`${facts.name} has no level ${region.level}.`);
      try {
        return await readPart(array, facts, region, signal);
      } catch (error) {
        throw blamed(error, facts.name, signal);
      }
    },
    close: () => {
      isClosed = true;
      cache.clear();
    },
  };
}

async function readPart(
  array: ZarrArray,
  facts: ImageFacts,
  region: Region,
  signal: AbortSignal | undefined,
): Promise<NDArray> {
  const level = facts.levels[region.level ?? 0] ?? [];
  const { ranges, kept } = rangesOf(region, facts.axes, level);
  const lengths = ranges.map(([start, stop]) => stop - start);
  const dtype = isDType(facts.dtype) ? facts.dtype : 'uint8';
  const { bytes } = storageOf(dtype);
  const size = lengths.reduce((all, length) => all * length, bytes);
  if (size > LARGEST_PART)
    throw new FormatError(
      `${facts.name} is too large to be read whole: this part has ${(size / 2 ** 30).toFixed(1)} GB. Read a smaller region of it, or a lower level.`,
      facts.name,
    );
  const selection = ranges.map(([start, stop]) => zarr.slice(start, stop));
  const part = await zarr.get(array, selection, signal === undefined ? {} : { signal });
  const letters = [...facts.axes].filter((_, at) => kept[at]).join('');
  const known = [...letters].some((axis) => facts.pixelSize[axis as Axis] !== undefined);
  const scale = [...letters].map((axis) => {
    const at = facts.axes.indexOf(axis);
    const step = facts.pixelSize[axis as Axis];
    return step === undefined ? 1 : step * ((facts.shape[at] ?? 1) / (level[at] ?? 1));
  });
  const values = inOrder(part as Chunk, dtype);
  return new NDArray(
    values,
    lengths.filter((_, at) => kept[at]),
    dtype,
    { kind: 'image', axes: letters, ...(known && { scale, unit: facts.unit }), name: facts.name },
  );
}

/** The values in C order; arrays that were stored the other way round come so. */
function inOrder({ data, shape, stride }: Chunk, dtype: string): ArrayBuffer | TypedArray {
  const buffer = 'buffer' in data ? data : null;
  if (buffer === null || !isDType(dtype)) throw new TypeError('its values are no numbers');
  const { make } = storageOf(dtype);
  const values = new make(buffer.buffer, buffer.byteOffset, buffer.length);
  const expected = shape.map((_, at) => shape.slice(at + 1).reduce((all, length) => all * length, 1));
  if (stride.every((step, at) => step === expected[at] || shape[at] === 1)) return values;
  const out = new make(new ArrayBuffer(values.byteLength));
  const place = shape.map(() => 0);
  for (let at = 0; at < values.length; at++) {
    let from = 0;
    for (let axis = 0; axis < place.length; axis++) from += (place[axis] ?? 0) * (stride[axis] ?? 0);
    out[at] = values[from] as never;
    for (let axis = place.length - 1; axis >= 0; axis--) {
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (shape[axis] ?? 0)) break;
      place[axis] = 0;
    }
  }
  return out;
}

/** A sentence that names the image, for whatever a library says of bytes that are not what they should be. */
function blamed(error: unknown, name: string, signal: AbortSignal | undefined): unknown {
  if (
    signal?.aborted ||
    error instanceof CoverslipError ||
    error instanceof RangeError ||
    error instanceof DOMException
  )
    return error;
  if (zarr.isZarritaError(error, 'NotFoundError'))
    return new FormatError(`${name} is no Zarr hierarchy, or a part of it is missing: ${error.message}.`, name, {
      cause: error,
    });
  const reason = error instanceof Error ? error.message : String(error);
  return new FormatError(`${name} is damaged or not copied whole: ${reason.replace(/\.$/, '')}.`, name, {
    cause: error,
  });
}
