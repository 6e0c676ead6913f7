/** Under which id an engine has a plugin. */
import { sha256Of } from '../assets/index.js';

/** The file of a plugin that is to be installed on an engine. */
export interface EngineFile {
  readonly text: string;
  readonly name: string;
  readonly sha256: string;
  /** One of its tags; null, or absent, for what it has without one. */
  readonly tag?: string | null;
}

/** With another tag the same file is another plugin there. */
export async function idOnEngine({ text, sha256, tag = null }: Omit<EngineFile, 'name'>): Promise<string> {
  return tag === null ? sha256 : sha256Of(new TextEncoder().encode(`${text}\0${tag}`));
}
