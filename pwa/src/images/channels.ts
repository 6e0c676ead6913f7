/** Which channels an image is shown in, and how each begins. Pure. */
import type { ImageFacts } from '../contracts/image.js';
import type { ChannelView, Range } from './layers.js';

/** More channels than this are stepped through with a slider: nobody can tell them apart by colour. */
const MOST_CHANNELS = 16;
/** More than this are not all shown from the start. */
const SHOWN_AT_FIRST = 4;

const PAIR = ['#ff00ff', '#00ff00'] as const;
const SEVERAL = ['#00ffff', '#ff00ff', '#ffff00', '#ff0000', '#00ff00', '#0000ff'] as const;

/** Whether the image is red, green and blue, whose samples are one channel together. */
export function isColour({ axes, shape }: Pick<ImageFacts, 'axes' | 'shape'>): boolean {
  const samples = axes.indexOf('S');
  return samples >= 0 && (shape[samples] === 3 || shape[samples] === 4);
}

/** How many channels are shown together; 1 where the axis C, if there is one, has a slider. */
function channelCount({ axes, shape }: Pick<ImageFacts, 'axes' | 'shape'>): number {
  const count = shape[axes.indexOf('C')] ?? 1;
  return count > MOST_CHANNELS || isColour({ axes, shape }) ? 1 : count;
}

/** The channels as the file wants them, and in the usual colours where it doesn't say. */
export function channelViews(facts: Pick<ImageFacts, 'axes' | 'shape' | 'channels'>): readonly ChannelView[] {
  const count = channelCount(facts);
  return Array.from({ length: count }, (_, at) => {
    const known = count === 1 && facts.channels.length > 1 ? undefined : facts.channels[at];
    return {
      name: known?.name ?? '',
      visible: at < SHOWN_AT_FIRST,
      color: isColour(facts) ? '#ffffff' : (known?.color ?? usualColour(at, count)),
      contrast: (known?.window as Range | null | undefined) ?? null,
      gamma: 1,
    };
  });
}

function usualColour(at: number, count: number): string {
  if (count === 1) return '#ffffff';
  const colours = count === 2 ? PAIR : SEVERAL;
  return colours[at % colours.length] ?? '#ffffff';
}

/** `#rrggbb` as red, green and blue from 0 to 1. @throws TypeError when it is no such colour. */
export function rgbOf(color: string): readonly [number, number, number] {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (match === null) throw new TypeError(`“${color}” is no colour of the form #rrggbb.`);
  const [, red = '', green = '', blue = ''] = match;
  return [Number.parseInt(red, 16) / 255, Number.parseInt(green, 16) / 255, Number.parseInt(blue, 16) / 255];
}
