/** The limits that channels begin with: what the file wants, else the percentiles of their values. */

import { layerAxes } from '../../images/layer_pixels.js';
import { statisticsOf } from '../../images/statistics.js';
import type { LayerActions } from '../../workspace/actions.js';
import type { ImageLayer, Layer } from '../../workspace/model.js';

/**
 * Chooses the limits of the visible channels that have none. Where values have to be read for that, `again` gives the
 * layers as they are by then.
 *
 * @param failed told when they can't be read.
 */
export function chooseContrast(
  layers: readonly Layer[],
  actions: LayerActions,
  again: () => readonly Layer[],
  failed: (error: unknown) => void,
): void {
  for (const layer of layers) {
    if (layer.kind !== 'image' || !layerAxes(layer)) continue;
    const lacking = layer.channels.flatMap(({ visible, contrast }, at) => (visible && contrast === null ? [at] : []));
    if (lacking.length === 0) continue;
    const found = lacking.map((at) => statisticsOf(layer.source, layer.channels.length > 1 ? at : null));
    const waits = found.filter((statistics) => statistics instanceof Promise);
    if (waits.length > 0) {
      Promise.all(waits).then(
        () =>
          chooseContrast(
            again().filter(({ id }) => id === layer.id),
            actions,
            again,
            failed,
          ),
        failed,
      );
      continue;
    }
    actions.set(layer.id, { channels: withLimits(layer, lacking) });
  }
}

function withLimits(layer: ImageLayer, lacking: readonly number[]) {
  return layer.channels.map((channel, at) => {
    if (!lacking.includes(at)) return channel;
    const statistics = statisticsOf(layer.source, layer.channels.length > 1 ? at : null);
    return statistics instanceof Promise ? channel : { ...channel, contrast: statistics.auto };
  });
}
