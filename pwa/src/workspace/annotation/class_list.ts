/** The classes that shapes can be given, the same for all images, kept in this browser. */
import { FIRST_CLASSES, freeColour } from '../../images/annotation/classes.js';
import type { Classification } from '../../images/layers.js';
import type { Workspace } from '../workspace.js';
import type { AnnotationStore } from './annotation_store.js';
import type { FeatureEdits } from './feature_edits.js';

export class ClassList {
  private constructor(
    private readonly workspace: Workspace,
    private readonly store: AnnotationStore | null,
    private readonly features: FeatureEdits,
  ) {}

  static async open(workspace: Workspace, store: AnnotationStore | null, features: FeatureEdits): Promise<ClassList> {
    const list = new ClassList(workspace, store, features);
    workspace.update({ classes: (await store?.classes().catch(() => null)) ?? FIRST_CLASSES });
    return list;
  }

  /** @returns the class of this name; a new one is made if need be. */
  add(name: string): Classification {
    const { classes } = this.workspace.state;
    const known = classes.find((each) => each.name === name);
    if (known !== undefined) return known;
    const added = { name, color: freeColour(classes) };
    this.put([...classes, added]);
    return added;
  }

  /** Renames or recolours a class, in the list and on all shapes of a window; null takes it away. */
  change(windowId: string, name: string, to: Classification | null): void {
    const { classes } = this.workspace.state;
    const others = classes.filter((each) => each.name !== to?.name || each.name === name);
    this.put(others.flatMap((each) => (each.name !== name ? [each] : to === null ? [] : [to])));
    this.features.reclassify(windowId, name, to);
  }

  private put(classes: readonly Classification[]): void {
    this.workspace.update({ classes });
    // A list of names is no loss that a person has to be told of.
    void this.store?.putClasses(classes).catch(() => undefined);
  }
}
