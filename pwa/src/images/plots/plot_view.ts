/** A plot in an element: axes and grid by uPlot, the marks by {@link paint}. */
import UPlot from 'uplot';
import type { Area } from './brushing.js';
import type { Axis, Chart } from './chart.js';
import { type Canvas, type Ink, paint } from './painting.js';

export interface Theme extends Ink {
  readonly quiet: string;
  readonly line: string;
  readonly font: string;
}

/** A part of the element, in CSS pixels. */
export interface PixelArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export class PlotView {
  private plot: UPlot | null = null;
  private chart: Chart | null = null;
  private theme: Theme | null = null;
  private selected: ReadonlySet<number> = new Set();

  constructor(private readonly target: HTMLElement) {}

  /** Shows a plot; one that is another than before, or looks otherwise, is made anew. */
  show(chart: Chart, selected: ReadonlySet<number>, theme: Theme): void {
    const isSame = chart === this.chart && JSON.stringify(theme) === JSON.stringify(this.theme);
    const isSelected = selected === this.selected;
    this.selected = selected;
    if (isSame && this.plot !== null) {
      if (!isSelected) this.plot.redraw(false, false);
      return;
    }
    this.plot?.destroy();
    this.chart = chart;
    this.theme = theme;
    this.plot = new UPlot(this.options(chart, theme), [[...chart.x.range], [...chart.y.range]], this.target);
  }

  resize(): void {
    this.plot?.setSize(this.size());
  }

  /** Where the plot's frame lies in the element; null before it was drawn. */
  frame(): PixelArea | null {
    const { plot } = this;
    if (plot === null) return null;
    const { left, top, width, height } = plot.bbox;
    const ratio = UPlot.pxRatio;
    return { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio };
  }

  /** The part of the plot under a part of the element. */
  areaOf({ left, top, width, height }: PixelArea): Area | null {
    const { plot } = this;
    const frame = this.frame();
    if (plot === null || frame === null) return null;
    const x = (at: number): number => plot.posToVal(at - frame.left, 'x');
    const y = (at: number): number => plot.posToVal(at - frame.top, 'y');
    return { x: [x(left), x(left + width)], y: [y(top + height), y(top)] };
  }

  /** The whole plot as a picture. */
  picture(): Promise<Blob | null> {
    const { plot, theme } = this;
    if (plot === null || theme === null) return Promise.resolve(null);
    const { width, height } = plot.ctx.canvas;
    const copy = document.createElement('canvas');
    copy.width = width;
    copy.height = height;
    const context = copy.getContext('2d');
    if (context === null) return Promise.resolve(null);
    // A picture without a ground would be unreadable on a page of the other kind.
    context.fillStyle = theme.background;
    context.fillRect(0, 0, width, height);
    context.drawImage(plot.ctx.canvas, 0, 0);
    return new Promise((resolve) => copy.toBlob(resolve, 'image/png'));
  }

  dispose(): void {
    this.plot?.destroy();
    this.plot = null;
    this.chart = null;
  }

  private size(): { readonly width: number; readonly height: number } {
    return { width: Math.max(120, this.target.clientWidth), height: Math.max(100, this.target.clientHeight) };
  }

  private options(chart: Chart, theme: Theme): UPlot.Options {
    return {
      ...this.size(),
      ms: 1,
      padding: [12, 16, 0, 0],
      cursor: { show: false },
      legend: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: { x: scale(chart.x), y: scale(chart.y) },
      axes: [axis(chart.x, theme, false), axis(chart.y, theme, true)],
      series: [{}, { show: true, points: { show: false }, paths: () => null }],
      hooks: { draw: [(plot) => paint(canvasOf(plot), chart, this.selected, theme)] },
    };
  }
}

function scale({ range: [low, high], log, time }: Axis): UPlot.Scale {
  return { time, auto: false, range: [low, high], min: low, max: high, distr: log ? 3 : 1 };
}

function axis({ label, names, log }: Axis, theme: Theme, upright: boolean): UPlot.Axis {
  const font = `12px ${theme.font}`;
  const common: UPlot.Axis = {
    stroke: theme.quiet,
    font,
    label,
    labelFont: `500 13px ${theme.font}`,
    labelSize: label === '' ? 0 : 26,
    grid: { stroke: theme.line, width: 1, show: names === null },
    ticks: { stroke: theme.line, width: 1, size: 5 },
    ...(upright ? { size: widest } : {}),
  };
  if (names !== null)
    return {
      ...common,
      splits: () => names.map((_, at) => at),
      values: (plot) => shortened(names, plot.bbox.width / UPlot.pxRatio),
    };
  return log ? { ...common, values: (_, splits) => splits.map(decade) } : common;
}

/** Room for the longest number along an upright axis. */
function widest(plot: UPlot, values: string[] | null): number {
  if (values === null || values.length === 0) return 40;
  const longest = values.reduce((most, text) => (text !== null && text.length > most.length ? text : most), '');
  plot.ctx.save();
  plot.ctx.font = `${12 * UPlot.pxRatio}px system-ui`;
  const { width } = plot.ctx.measureText(longest);
  plot.ctx.restore();
  return Math.ceil(width / UPlot.pxRatio) + 20;
}

/** On a logarithmic axis only 1, 2 and 5 times the powers of ten are written out. */
function decade(value: number | null): string {
  if (value === null) return '';
  const digit = value / 10 ** Math.floor(Math.log10(value) + 1e-9);
  if (![1, 2, 5].some((each) => Math.abs(digit - each) < 1e-6)) return '';
  return value >= 1e5 || value < 1e-4
    ? value.toExponential(0).replace('e+', 'e')
    : String(Number(value.toPrecision(3)));
}

/** Names cut so that they stand side by side. */
function shortened(names: readonly string[], width: number): string[] {
  const most = Math.max(1, Math.floor(width / names.length / 7));
  return names.map((name) => (name.length > most ? `${name.slice(0, Math.max(1, most - 1))}…` : name));
}

function canvasOf(plot: UPlot): Canvas {
  const { left, top, width, height } = plot.bbox;
  const place = (key: 'x' | 'y'): ((value: number) => number) => {
    const { min = 0, max = 1, distr } = plot.scales[key] ?? {};
    const map = distr === 3 ? Math.log10 : (value: number) => value;
    const [low, high] = [map(min), map(max)];
    return key === 'x'
      ? (value) => left + ((map(value) - low) / (high - low)) * width
      : (value) => top + height - ((map(value) - low) / (high - low)) * height;
  };
  return { context: plot.ctx, ratio: UPlot.pxRatio, left, top, width, height, x: place('x'), y: place('y') };
}
