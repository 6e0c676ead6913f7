/** The classes that a person gives to shapes. Pure. */
import type { Classification, Feature } from '../layers.js';

/** Colours that are told apart also by people who see fewer of them (Okabe and Ito, 2008), the darkest left out. */
const COLOURS = ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7'] as const;

export const FIRST_CLASSES: readonly Classification[] = [
  { name: 'Cell', color: COLOURS[0] },
  { name: 'Nucleus', color: COLOURS[1] },
  { name: 'Region', color: COLOURS[2] },
];

/** The colour of a new class: one that no other has, as long as there are some. */
export function freeColour(classes: readonly Classification[]): string {
  const free = COLOURS.find((colour) => classes.every(({ color }) => color !== colour));
  return free ?? COLOURS[classes.length % COLOURS.length] ?? COLOURS[0];
}

/** The classes with those that features have besides. */
export function withClassesOf(
  classes: readonly Classification[],
  features: readonly Feature[],
): readonly Classification[] {
  const all = new Map(classes.map((each) => [each.name, each]));
  for (const { properties } of features) {
    const found = properties.classification;
    if (found !== null && !all.has(found.name)) all.set(found.name, found);
  }
  return [...all.values()];
}

/** Gives the features of one class another one (its new name or colour), or none. */
export function reclassified(
  features: readonly Feature[],
  name: string,
  to: Classification | null,
): readonly Feature[] {
  return features.map((feature) =>
    feature.properties.classification?.name === name
      ? { ...feature, properties: { ...feature.properties, classification: to } }
      : feature,
  );
}
