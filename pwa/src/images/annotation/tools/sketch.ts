/** What is being drawn, over everything else, until it is done. */
import Feature from 'ol/Feature.js';
import type OlGeometry from 'ol/geom/Geometry.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';

/** Light lines with a dark rim, which are seen on any picture. */
export function sketchStyles(): Style[] {
  return [
    new Style({ stroke: new Stroke({ color: 'rgb(0 0 0 / 70%)', width: 4 }) }),
    new Style({
      stroke: new Stroke({ color: '#5fd0c6', width: 2 }),
      fill: new Fill({ color: 'rgb(95 208 198 / 20%)' }),
      image: new CircleStyle({
        radius: 5,
        fill: new Fill({ color: '#5fd0c6' }),
        stroke: new Stroke({ color: 'rgb(0 0 0 / 70%)', width: 1.5 }),
      }),
    }),
  ];
}

export class Sketch {
  private readonly feature = new Feature();
  private readonly layer = new VectorLayer({
    source: new VectorSource({ features: [this.feature] }),
    style: sketchStyles(),
    zIndex: Number.MAX_SAFE_INTEGER,
    updateWhileInteracting: true,
    updateWhileAnimating: true,
  });

  constructor(private readonly map: OlMap) {
    map.addLayer(this.layer);
  }

  show(geometry: OlGeometry | null): void {
    this.feature.setGeometry(geometry ?? undefined);
  }

  dispose(): void {
    this.map.removeLayer(this.layer);
    this.layer.dispose();
  }
}
