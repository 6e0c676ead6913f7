/** The files that a sandbox's worker starts from, as they come in, in whatever order. */
import type { BootFileName } from './protocol.js';

interface Place {
  readonly content: Promise<Blob | null>;
  fill(content: Blob | null): void;
}

export class Incoming {
  private readonly places = new Map<BootFileName, Place>();

  put(name: BootFileName, content: Blob | null): void {
    this.place(name).fill(content);
  }

  /** @returns null for what this build of the site doesn't have. */
  optional(name: BootFileName): Promise<Blob | null> {
    return this.place(name).content;
  }

  async get(name: BootFileName): Promise<Blob> {
    const content = await this.optional(name);
    if (content === null) throw new Error(`there is no ${name}`);
    return content;
  }

  async bytes(name: BootFileName): Promise<ArrayBuffer> {
    return (await this.get(name)).arrayBuffer();
  }

  private place(name: BootFileName): Place {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    let fill: Place['fill'] = () => {};
    const content = new Promise<Blob | null>((resolve) => {
      fill = resolve;
    });
    const made = { content, fill };
    this.places.set(name, made);
    return made;
  }
}
