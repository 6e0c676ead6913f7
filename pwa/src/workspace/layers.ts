/** What the person does to layers. What would be lost can be undone. */
import type { LayerChange, PixelBox, Selection } from '../images/layers.js';
import type { History } from './history.js';
import type { Layer } from './model.js';
import type { Workspace } from './workspace.js';

export class Layers {
  constructor(
    private readonly workspace: Workspace,
    private readonly history: History,
    /** Tells those who hold the window's handle. */
    private readonly tell: (windowId: string, event: string, data: unknown) => void = () => undefined,
  ) {}

  /** Adds a layer on top of a window's others. */
  add(layer: Layer): void {
    this.history.perform(layer.windowId, {
      title: `Add ${layer.name}`,
      redo: () => this.workspace.addLayer(layer),
      undo: () => this.workspace.removeLayer(layer.id),
    });
  }

  /** Changes how a layer looks, or what it holds; this alone is not kept in the history. */
  set(id: string, change: LayerChange): void {
    this.workspace.setLayer(id, change);
  }

  rename(id: string, name: string): void {
    const layer = this.find(id);
    if (layer === undefined || name === '' || name === layer.name) return;
    this.history.perform(layer.windowId, {
      title: `Rename ${layer.name}`,
      redo: () => this.workspace.setLayer(id, { name }),
      undo: () => this.workspace.setLayer(id, { name: layer.name }),
    });
  }

  /** Moves a layer to a place among its window's layers, counted from the bottom. */
  move(id: string, to: number): void {
    const layer = this.find(id);
    if (layer === undefined) return;
    const order = this.inWindow(layer.windowId).map((each) => each.id);
    const place = Math.min(order.length - 1, Math.max(0, to));
    if (order.indexOf(id) === place) return;
    const others = order.filter((each) => each !== id);
    const moved = [...others.slice(0, place), id, ...others.slice(place)];
    this.history.perform(layer.windowId, {
      title: `Move ${layer.name}`,
      redo: () => this.workspace.orderLayers(layer.windowId, moved),
      undo: () => this.workspace.orderLayers(layer.windowId, order),
    });
  }

  remove(id: string): void {
    const layer = this.find(id);
    if (layer === undefined) return;
    const order = this.inWindow(layer.windowId).map((each) => each.id);
    let last: Layer = layer;
    this.history.perform(layer.windowId, {
      title: `Remove ${layer.name}`,
      redo: () => {
        last = this.find(id) ?? last;
        this.workspace.removeLayer(id);
        if (this.workspace.state.selection?.layerId === id) this.workspace.update({ selection: null });
      },
      undo: () => {
        this.workspace.addLayer(last);
        this.workspace.orderLayers(layer.windowId, order);
      },
    });
  }

  /** Says that values of a labels layer were changed in place. @param dirty where; null means anywhere. */
  edited(id: string, dirty: PixelBox | null): void {
    const layer = this.find(id);
    if (layer?.kind === 'labels') this.workspace.setLayer(id, { revision: layer.revision + 1, dirty });
  }

  select(selection: Selection | null): void {
    const isEmpty = selection !== null && selection.labels.length + selection.featureIds.length === 0;
    this.workspace.update({ selection: isEmpty ? null : selection });
  }

  report(windowId: string, event: 'picked' | 'view', data: unknown): void {
    this.tell(windowId, event, data);
  }

  undo(windowId: string): void {
    this.history.undo(windowId);
  }

  redo(windowId: string): void {
    this.history.redo(windowId);
  }

  private find(id: string): Layer | undefined {
    return this.workspace.layers.find((layer) => layer.id === id);
  }

  private inWindow(windowId: string): readonly Layer[] {
    return this.workspace.layers.filter((layer) => layer.windowId === windowId);
  }
}
