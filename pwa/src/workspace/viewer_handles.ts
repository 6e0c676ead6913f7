/** What callers of the api do with an image window: layers that they add, change in place and take away. */
import { FormatError } from '../contracts/errors.js';
import { toGeoJson } from '../images/annotation/geojson.js';
import { arraySource } from '../images/array_source.js';
import type { Feature, LayerChange } from '../images/layers.js';
import { openViewer } from '../images/open_viewers.js';
import { expose, NDArray } from '../rpc/index.js';
import { ofCaller } from './drawn_events.js';
import { layerArray } from './layer_array.js';
import { arrayOf, changeOf, keptChannels, optionsOf, pointsOf, shapesOf } from './layer_request.js';
import type { Layer } from './model.js';
import { imageLayer, type LayerPlace, labelsLayer, pointsLayer, shapesLayer } from './new_layers.js';
import { pixelsOf } from './opened_image.js';
import { freeName, type Workspace } from './workspace.js';

type Method = (...args: unknown[]) => unknown;
type Methods = { readonly [name: string]: Method };

/** Layers that one window takes. */
const MOST_LAYERS = 500;
/** Milliseconds after which a change counts as shown where nothing is drawn, as in a hidden tab. */
const UNSEEN = 100;

/** The methods of an image window's handle. Both ways of writing are offered: add_image and addImage. */
export function viewerMethods(workspace: Workspace, windowId: string): Methods {
  const place = (name: unknown, otherwise: string): LayerPlace => {
    const window = workspace.windows.find(({ id }) => id === windowId);
    if (window?.kind !== 'image') throw new FormatError('This window has been closed.', 'window');
    if (window.layers.length >= MOST_LAYERS)
      throw new FormatError(`This window has ${MOST_LAYERS} layers; remove some first.`, 'layer');
    const names = window.layers.map((layer) => layer.name);
    return {
      id: workspace.newId('layer'),
      windowId,
      name: freeName(typeof name === 'string' ? name : otherwise, names),
    };
  };
  const added = (fn: string, layer: Layer, options: Readonly<Record<string, unknown>>): object => {
    const { name: _, ...change } = changeOf(fn, layer, options);
    workspace.addLayer({ ...layer, ...change } as Layer);
    return layerHandle(workspace, layer.id);
  };
  return bothWays({
    add_image: (data, given) => {
      const fn = 'add_image';
      const options = optionsOf(fn, 'image', given);
      const pixels = pixelsOf(fn, data);
      const source = pixels instanceof NDArray ? arraySource(arrayOf(fn, pixels, 'image', options), 'Image') : pixels;
      return added(fn, imageLayer(place(options.name, source.name), source), options);
    },
    add_labels: (data, given) => {
      const fn = 'add_labels';
      const options = optionsOf(fn, 'labels', given);
      const array = arrayOf(fn, data, 'labels', options);
      return added(fn, labelsLayer(place(options.name, array.name ?? 'Labels'), array), options);
    },
    add_points: (coordinates, given) => {
      const fn = 'add_points';
      const options = optionsOf(fn, 'points', given);
      const features = pointsOf(fn, coordinates ?? [], options);
      return added(fn, pointsLayer(place(options.name, 'Points'), features), single(options));
    },
    add_shapes: (data, given) => {
      const fn = 'add_shapes';
      const options = optionsOf(fn, 'shapes', given);
      const features = shapesOf(fn, data ?? [], options);
      return added(fn, shapesLayer(place(options.name, 'Shapes'), features), single(options));
    },
    screenshot: async () => {
      const viewer = openViewer(windowId);
      if (viewer === null)
        throw new FormatError('This window is not on screen, so there is no picture of it.', 'window');
      return viewer.snapshot();
    },
    set_view: (given) => {
      const { center, zoom, index } = (given ?? {}) as { readonly [key: string]: unknown };
      const viewer = openViewer(windowId);
      if (viewer === null) throw new FormatError('This window is not on screen.', 'window');
      if (index !== undefined) viewer.go(index as { readonly [axis: string]: number });
      const [x, y] = Array.isArray(center) ? (center as number[]) : [];
      viewer.show({
        ...(typeof x === 'number' && typeof y === 'number' ? { center: [x, y] as const } : {}),
        ...(typeof zoom === 'number' && zoom > 0 ? { resolution: 1 / zoom } : {}),
      });
    },
  });
}

/** A list of colours, one for each, belongs to the points and shapes themselves. */
function single(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => !/color$/.test(name) || !Array.isArray(value) || typeof value[0] === 'number',
    ),
  );
}

/** What a caller holds of a layer. */
function layerHandle(workspace: Workspace, id: string): object {
  const current = (): Layer => {
    const layer = workspace.layers.find((each) => each.id === id);
    if (layer === undefined) throw new FormatError('This layer has been removed.', 'layer');
    return layer;
  };
  const methods = bothWays({
    set_data: async (data, given) => {
      setData(workspace, current(), data, given);
      await shown();
    },
    set: (given) => {
      const layer = current();
      workspace.setLayer(id, changeOf('set', layer, optionsOf('set', layer.kind, given)));
    },
    get_data: () => dataOf(current()),
    get_features: () => {
      const layer = current();
      if (layer.kind !== 'points' && layer.kind !== 'shapes') return null;
      return toGeoJson(layer.features);
    },
    remove: () => workspace.removeLayer(id),
  });
  const { kind, name } = current();
  const handle: Record<string, unknown> = { id, kind, name, ...methods };
  return expose(handle, Object.keys(methods), ['id', 'kind', 'name']);
}

function setData(workspace: Workspace, layer: Layer, data: unknown, given: unknown): void {
  workspace.setLayer(layer.id, newData(layer, data, optionsOf('set_data', layer.kind, given)));
}

function newData(layer: Layer, data: unknown, options: Readonly<Record<string, unknown>>): LayerChange {
  const fn = 'set_data';
  switch (layer.kind) {
    case 'image': {
      const array = arrayOf(fn, described(data, layer.source.array), 'image', options);
      const source = arraySource(array, layer.name);
      return { source, channels: keptChannels(layer.channels, source) };
    }
    case 'labels': {
      const array = arrayOf(fn, described(data, layer.data), 'labels', options);
      return { data: array, revision: layer.revision + 1, dirty: null };
    }
    case 'points':
      return { features: ofCaller(pointsOf(fn, data, options)) };
    case 'shapes':
      return { features: ofCaller(shapesOf(fn, data, options)) };
  }
}

/** New values without a description keep that of the old ones, if they have as many axes. */
function described(data: unknown, before: NDArray | null): unknown {
  if (before === null || !(data instanceof NDArray) || data.axes !== undefined || data.ndim !== before.ndim)
    return data;
  return new NDArray(data.data, data.shape, data.dtype, before);
}

async function dataOf(layer: Layer): Promise<unknown> {
  switch (layer.kind) {
    case 'image':
    case 'labels':
      return layerArray(layer);
    case 'points':
      return layer.features.map(({ geometry, plane }) => {
        const [x, y] = geometry.type === 'Point' ? geometry.coordinates : [Number.NaN, Number.NaN];
        return [...Object.values(plane), y - 0.5, x - 0.5];
      });
    case 'shapes':
      return layer.features.map(({ geometry }) => cornersOf(geometry));
  }
}

/** Corners as napari has them: y before x. */
function cornersOf(geometry: Feature['geometry']): readonly (readonly number[])[] {
  switch (geometry.type) {
    case 'Point':
      return [[...geometry.coordinates].reverse()];
    case 'MultiPoint':
    case 'LineString':
      return geometry.coordinates.map(([x, y]) => [y, x]);
    case 'MultiLineString':
      return geometry.coordinates.flat().map(([x, y]) => [y, x]);
    case 'Polygon':
      return (geometry.coordinates[0] ?? []).slice(0, -1).map(([x, y]) => [y, x]);
    case 'MultiPolygon':
      return (geometry.coordinates[0]?.[0] ?? []).slice(0, -1).map(([x, y]) => [y, x]);
  }
}

/** Waits until a change can have been seen, so that nobody sends pictures faster than they are shown. */
function shown(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, UNSEEN);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function bothWays(methods: Methods): Methods {
  const camel = Object.entries(methods).map(
    ([name, method]) => [name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), method] as const,
  );
  return { ...methods, ...Object.fromEntries(camel) };
}
