/** The tools that draw on images, as the toolbar shows them. */
import type { DrawnKind } from '../../workspace/annotation/annotation_actions.js';
import type { IconName } from '../icon_drawings.js';

export interface ToolChoice {
  readonly name: ToolName;
  readonly icon: IconName;
  /** As the browser names it, in small letters. */
  readonly key: string;
  /** The kind of layer that it draws on; null for the one that only selects. */
  readonly kind: DrawnKind | null;
}

export type ToolName =
  | 'select'
  | 'point'
  | 'line'
  | 'polygon'
  | 'freehand'
  | 'rectangle'
  | 'ellipse'
  | 'brush'
  | 'eraser'
  | 'fill'
  | 'split'
  | 'merge';

/** In groups, between which there is a gap. The keys are none of the viewer's own. */
export const TOOLS: readonly (readonly ToolChoice[])[] = [
  [{ name: 'select', icon: 'mouse-pointer', key: 'q', kind: null }],
  [
    { name: 'point', icon: 'map-pin', key: 'i', kind: 'points' },
    { name: 'line', icon: 'spline', key: 'n', kind: 'shapes' },
    { name: 'polygon', icon: 'pentagon', key: 'g', kind: 'shapes' },
    { name: 'freehand', icon: 'lasso', key: 'w', kind: 'shapes' },
    { name: 'rectangle', icon: 'square-dashed', key: 'r', kind: 'shapes' },
    { name: 'ellipse', icon: 'circle-dashed', key: 'o', kind: 'shapes' },
  ],
  [
    { name: 'brush', icon: 'brush', key: 'b', kind: 'labels' },
    { name: 'eraser', icon: 'eraser', key: 'e', kind: 'labels' },
    { name: 'fill', icon: 'paint-bucket', key: 'f', kind: 'labels' },
    { name: 'split', icon: 'scissors', key: 'x', kind: 'labels' },
    { name: 'merge', icon: 'combine', key: 'j', kind: 'labels' },
  ],
];

export function toolNamed(name: ToolName): ToolChoice {
  return TOOLS.flat().find((tool) => tool.name === name) ?? (TOOLS[0]?.[0] as ToolChoice);
}

/** What a person has chosen in one window; it outlives the window's tab. */
export interface Choice {
  readonly tool: ToolName;
  /** Layers drawn on, by their kinds; one that is gone is chosen anew. */
  readonly layers: { readonly [kind in DrawnKind]?: string };
  /** '' for none. */
  readonly className: string;
  /** Of the brush, in pixels of the picture. */
  readonly size: number;
  readonly label: number;
  readonly snap: boolean;
}

export const FIRST_CHOICE: Choice = { tool: 'select', layers: {}, className: '', size: 20, label: 1, snap: true };
