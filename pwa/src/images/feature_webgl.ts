/** Points and shapes drawn by WebGL: 10⁵ of them are moved and zoomed without being drawn one by one. */
import type OlFeature from 'ol/Feature.js';
import WebGLVectorLayer from 'ol/layer/WebGLVector.js';
import type VectorSource from 'ol/source/Vector.js';
import type { FlatStyleLike } from 'ol/style/flat.js';
import type { FeatureDrawing, FeatureShown } from './feature_drawing.js';
import { LEAST_RADIUS, lookOf, SHAPES_RADIUS } from './feature_look.js';
import type { Feature } from './layers.js';
import type { PlaneIndex } from './plane.js';

/** The axes that the GPU compares: stepping through a stack of many points changes three numbers. */
const AXES = ['T', 'Z', 'C'] as const;
const EVERY_PLANE = -1;
const NO_PLANE = -2;
const LARGEST_RADIUS = 1e4;

/** A layer in which nothing is looked for by its pixels: what lies where is asked of the source, which is exact. */
class UnsearchedLayer extends WebGLVectorLayer<VectorSource<OlFeature>> {
  override createRenderer() {
    const renderer = super.createRenderer();
    renderer.forEachFeatureAtCoordinate = () => undefined;
    return renderer;
  }
}

export class WebGLFeatures implements FeatureDrawing {
  readonly layer: UnsearchedLayer;

  constructor(source: VectorSource<OlFeature>, shown: FeatureShown) {
    this.layer = new UnsearchedLayer({
      source,
      style: styleOf(shown),
      variables: variablesOf({}, shown),
      disableHitDetection: true,
    });
  }

  dress(drawn: OlFeature, feature: Feature, shown: FeatureShown, isSelected: boolean): void {
    // Nobody need hear of it: the source says once that it has changed.
    drawn.setProperties({ ...lookOf(shown, feature, isSelected), ...planesOf(feature) }, true);
  }

  stand(index: PlaneIndex, shown: FeatureShown): void {
    this.layer.updateStyleVariables(variablesOf(index, shown));
  }

  get isBusy(): boolean {
    return this.layer.getVisible() && this.layer.hasRenderer() && this.layer.getRenderer()?.ready === false;
  }

  settled(): Promise<void> {
    return this.isBusy ? new Promise((resolve) => this.layer.once('change', () => resolve())) : Promise.resolve();
  }
}

function planesOf({ plane }: Feature): { readonly [axis: string]: number } {
  // Other axes than these have one plane.
  const isElsewhere = Object.entries(plane).some(([axis, step]) => !AXES.some((each) => each === axis) && step !== 0);
  return Object.fromEntries(AXES.map((axis) => [axis, isElsewhere ? NO_PLANE : (plane[axis] ?? EVERY_PLANE)]));
}

function variablesOf(index: PlaneIndex, shown: FeatureShown): { [name: string]: number } {
  const planes = Object.fromEntries(AXES.map((axis) => [axis, index[axis] ?? 0]));
  return { ...planes, radius: shown.kind === 'points' ? shown.size / 2 : 0 };
}

function styleOf({ kind }: FeatureShown): FlatStyleLike {
  const onPlane = AXES.map((axis) => {
    const own = ['get', axis];
    const seen = ['var', axis];
    return ['any', ['==', own, EVERY_PLANE], ['between', own, seen, seen]];
  });
  const radius = ['clamp', ['/', ['var', 'radius'], ['resolution']], LEAST_RADIUS, LARGEST_RADIUS];
  const filter = ['all', ...onPlane] as const;
  // Three passes, each with what it needs only: a shader has sixteen attributes at most, and lines take nine.
  const passes = [
    { 'fill-color': ['get', 'fill'] },
    { 'stroke-color': ['get', 'line'], 'stroke-width': ['get', 'lineWidth'] },
    {
      'circle-radius': kind === 'points' ? radius : SHAPES_RADIUS,
      'circle-fill-color': ['get', 'face'],
      'circle-stroke-color': ['get', 'rim'],
      'circle-stroke-width': ['get', 'rimWidth'],
    },
  ];
  return passes.map((style) => ({ filter, style })) as FlatStyleLike;
}
