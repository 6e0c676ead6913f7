/** Services that plugins register for one another. */

export interface Service {
  readonly id: string;
  readonly pluginId: string;
  readonly fields: { readonly [name: string]: unknown };
}

export class ServiceRegistry {
  private readonly services = new Map<string, Service>();
  private last = 0;

  /** @returns the service's id; one of the same plugin, type and name is replaced. */
  add(pluginId: string, fields: { readonly [name: string]: unknown }): string {
    const same = [...this.services.values()].find(
      (each) => each.pluginId === pluginId && each.fields.type === fields.type && each.fields.name === fields.name,
    );
    this.last += 1;
    const id = same?.id ?? `service-${this.last}`;
    this.services.set(id, { id, pluginId, fields: { ...fields, id } });
    return id;
  }

  /** @throws Error when there is none of this id, or it belongs to another plugin. */
  remove(pluginId: string, id: string): Service {
    const service = this.services.get(id);
    if (service === undefined || service.pluginId !== pluginId)
      throw new Error(`unregisterService: this plugin has no service “${id}”.`);
    this.services.delete(id);
    return service;
  }

  /** The fields of those that have all that the query names, of all plugins or of one. */
  find(query: { readonly [name: string]: unknown }, pluginId?: string): { readonly [name: string]: unknown }[] {
    return [...this.services.values()]
      .filter((each) => pluginId === undefined || each.pluginId === pluginId)
      .filter(({ fields }) => Object.entries(query).every(([name, value]) => fields[name] === value))
      .map(({ fields }) => fields);
  }

  /** Forgets what a plugin registered; it has ended. */
  clear(pluginId: string): void {
    for (const { id, pluginId: owner } of [...this.services.values()]) if (owner === pluginId) this.services.delete(id);
  }
}
