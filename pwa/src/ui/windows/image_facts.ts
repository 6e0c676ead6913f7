/** What is known of the images of a window, as a tree for people. Pure. */
import type { ImageSource } from '../../images/source.js';
import type { ImageWindow, LabelsLayer } from '../../workspace/model.js';
import { viewerStrings } from './viewer_strings.js';

type Facts = { readonly [name: string]: unknown };

const words = viewerStrings.facts;

/** The facts of the one image, or those of each by the names of their layers. */
export function imageFacts({ address, layers }: ImageWindow): Facts {
  const known = layers.flatMap((layer): [string, Facts][] => {
    if (layer.kind === 'image') return [[layer.name, sourceFacts(layer.source, address)]];
    return layer.kind === 'labels' ? [[layer.name, labelsFacts(layer)]] : [];
  });
  const [first] = known;
  return known.length === 1 && first !== undefined ? first[1] : Object.fromEntries(known);
}

function sourceFacts(source: ImageSource, address: string | null): Facts {
  const { pixelSize, unit, levels, scenes = [], scene = 0 } = source;
  return {
    [words.file]: source.name,
    ...(address === null ? {} : { [words.address]: address }),
    [words.format]: source.format,
    [words.sha256]: source.sha256 ?? words.noSha256,
    [words.axes]: source.axes,
    [words.size]: sizes(source.axes, source.shape),
    [words.dtype]: source.dtype,
    [words.pixelSize]: steps(pixelSize, unit),
    [words.channels]: source.channels.map(({ name, color, window }, at) => ({
      [words.name]: name || `${at + 1}`,
      ...(color === null ? {} : { [words.color]: color }),
      ...(window === null ? {} : { [words.window]: window.join(' – ') }),
    })),
    ...(levels.length > 1 ? { [words.levels]: levels.map((shape) => shape.join(' × ')) } : {}),
    ...(scenes.length > 1 ? { [words.scenes]: scenes, [words.scene]: scenes[scene] } : {}),
    [words.metadata]: source.metadata ?? words.noMetadata,
  };
}

function labelsFacts({ data }: LabelsLayer): Facts {
  const axes = data.axes ?? '';
  const scale = Object.fromEntries([...axes].map((axis, at) => [axis, data.scale?.[at] ?? 1]));
  return {
    [words.axes]: axes,
    [words.size]: sizes(axes, data.shape),
    [words.dtype]: data.dtype,
    [words.pixelSize]: data.scale === undefined ? words.noPixelSize : steps(scale, data.unit ?? ''),
  };
}

function sizes(axes: string, shape: readonly number[]): Facts {
  return Object.fromEntries([...axes].map((axis, at) => [words.axis(axis), shape[at]]));
}

function steps(pixelSize: { readonly [axis: string]: number | undefined }, unit: string): Facts | string {
  const known = Object.entries(pixelSize).filter(([axis, step]) => step !== undefined && 'XYZT'.includes(axis));
  if (known.length === 0) return words.noPixelSize;
  return Object.fromEntries(
    known.map(([axis, step]) => [words.axis(axis), `${step} ${axis === 'T' ? 's' : unit || 'px'}`.trim()]),
  );
}
