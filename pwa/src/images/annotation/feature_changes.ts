/** What differs between two lists of features, so that a step of the history holds no more than that. Pure. */
import type { Feature } from '../layers.js';

export interface FeatureChange {
  /** Where it stands in the list that has it. */
  readonly at: number;
  /** Null where the step added it. */
  readonly before: Feature | null;
  /** Null where the step took it away. */
  readonly after: Feature | null;
}

export function changesBetween(before: readonly Feature[], after: readonly Feature[]): readonly FeatureChange[] {
  const old = new Map(before.map((feature) => [feature.id, feature]));
  const found: FeatureChange[] = [];
  const kept = new Set<string>();
  after.forEach((feature, at) => {
    const known = old.get(feature.id) ?? null;
    kept.add(feature.id);
    if (known !== feature) found.push({ at, before: known, after: feature });
  });
  before.forEach((feature, at) => {
    if (!kept.has(feature.id)) found.push({ at, before: feature, after: null });
  });
  return found;
}

/** The features after a change has been made again, or taken back. */
export function applyChanges(
  features: readonly Feature[],
  changes: readonly FeatureChange[],
  direction: 'undo' | 'redo',
): readonly Feature[] {
  const [from, to] = direction === 'redo' ? (['before', 'after'] as const) : (['after', 'before'] as const);
  const byId = new Map(changes.map((change) => [(change[from] ?? change[to])?.id, change]));
  const out = features.flatMap((feature) => {
    const change = byId.get(feature.id);
    if (change === undefined || change[from] === null) return [feature];
    const next = change[to];
    return next === null ? [] : [next];
  });
  const added = changes.filter((change) => change[from] === null).sort((a, b) => a.at - b.at);
  for (const change of added) {
    const feature = change[to];
    if (feature !== null) out.splice(Math.min(change.at, out.length), 0, feature);
  }
  return out;
}
