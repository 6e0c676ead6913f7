/** The colours of marks: told apart by people of every colour vision, on light and on dark. */
import { RAMP_STEPS } from './chart.js';

/** After Okabe and Ito (2008), without black, and with a grey for what is left. */
const NAMED = [
  '#2f80c3',
  '#e69f00',
  '#0b9e77',
  '#cc79a7',
  '#d55e00',
  '#7570b3',
  '#b5a300',
  '#56b4e9',
  '#8c564b',
  '#8d949c',
];

/** Stops of viridis (van der Walt and Smith), from dark to bright. */
const VIRIDIS = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];

export const palette: readonly string[] = NAMED;

export const ramp: readonly string[] = Array.from({ length: RAMP_STEPS }, (_, step) => {
  const at = (step / (RAMP_STEPS - 1)) * (VIRIDIS.length - 1);
  const low = Math.min(VIRIDIS.length - 2, Math.floor(at));
  return mixed(VIRIDIS[low] ?? '', VIRIDIS[low + 1] ?? '', at - low);
});

function mixed(a: string, b: string, share: number): string {
  const channels = [1, 3, 5].map((start) => {
    const [from, to] = [a, b].map((color) => Number.parseInt(color.slice(start, start + 2), 16)) as [number, number];
    return Math.round(from + (to - from) * share)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${channels.join('')}`;
}
