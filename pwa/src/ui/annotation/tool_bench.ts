/** The tool in hand: made for what is chosen, given to the viewer, and taken away again. */

import type { Dab } from '../../images/annotation/brush.js';
import { CornerTool } from '../../images/annotation/tools/corner_tool.js';
import { EditTool } from '../../images/annotation/tools/edit_tool.js';
import { FillTool, PaintTool } from '../../images/annotation/tools/paint_tool.js';
import { ShapeTool } from '../../images/annotation/tools/shape_tool.js';
import type { Geometry, Position } from '../../images/layers.js';
import type { Viewer } from '../../images/viewer.js';
import type { ViewerTool } from '../../images/viewer_tool.js';
import type { ToolName } from './tools.js';

/** What comes of the tools. */
export interface BenchEvents {
  readonly drawn: (geometry: Geometry) => void;
  readonly corners: (count: number) => void;
  readonly reshaped: (layerId: string, geometries: ReadonlyMap<string, Geometry>) => void;
  readonly paint: (from: Dab, to: Dab) => void;
  readonly painted: () => void;
  readonly unpaint: () => void;
  readonly fill: (at: Position) => void;
  readonly takeUp: (at: Position) => void;
  readonly cut: (line: readonly Position[]) => void;
  readonly join: (line: readonly Position[]) => void;
}

export class ToolBench {
  private viewer: Viewer | null = null;
  private key = '';
  private tool: ViewerTool | null = null;
  private detach: (() => void) | null = null;

  constructor(private readonly events: BenchEvents) {}

  /** Takes a tool in hand, if it is another than before. @param snaps layers whose corners draw the pointer. */
  take(viewer: Viewer | null, name: ToolName, snaps: readonly string[]): void {
    const key = `${name} ${snaps.join(' ')}`;
    if (viewer === this.viewer && key === this.key) return;
    this.lay();
    this.viewer = viewer;
    this.key = key;
    if (viewer === null) return;
    this.tool = this.make(name, snaps);
    this.detach = viewer.addTool(this.tool);
  }

  /** Lays the tool down. */
  lay(): void {
    this.detach?.();
    this.detach = null;
    this.tool = null;
    this.viewer = null;
    this.key = '';
  }

  /** The tool that sets corners, if that is in hand. */
  get corners(): CornerTool | null {
    return this.tool instanceof CornerTool ? this.tool : null;
  }

  get editing(): EditTool | null {
    return this.tool instanceof EditTool ? this.tool : null;
  }

  setSize(size: number): void {
    if (this.tool instanceof PaintTool) this.tool.size = size;
  }

  private make(name: ToolName, snaps: readonly string[]): ViewerTool {
    const { events } = this;
    const corners = { drawn: events.drawn, corners: events.corners };
    const lineOf = (then: (line: readonly Position[]) => void) => (geometry: Geometry) => {
      if (geometry.type === 'LineString') then(geometry.coordinates);
    };
    switch (name) {
      case 'select':
        return new EditTool(snaps, events.reshaped);
      case 'point':
        return new CornerTool('Point', [], corners);
      case 'line':
        return new CornerTool('LineString', snaps, corners);
      case 'polygon':
        return new CornerTool('Polygon', snaps, corners);
      case 'freehand':
      case 'rectangle':
      case 'ellipse':
        return new ShapeTool(name, events.drawn);
      case 'brush':
      case 'eraser':
        return new PaintTool({
          paint: events.paint,
          end: events.painted,
          cancel: events.unpaint,
          takeUp: events.takeUp,
        });
      case 'fill':
        return new FillTool(events.fill, events.takeUp);
      case 'split':
        return new ShapeTool('line', lineOf(events.cut));
      case 'merge':
        return new ShapeTool('line', lineOf(events.join));
    }
  }
}
