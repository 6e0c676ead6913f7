/** What a look at a plugin's source tells of the plugin. */
import { CoverslipError } from '../contracts/errors.js';
import type { Installer, PluginRecord } from '../plugins/index.js';
import type { PluginItem } from './model.js';

export interface SourceNews {
  /** What it changes of the plugin as it is shown. */
  readonly change: Partial<Pick<PluginItem, 'update' | 'changed'>>;
  /** A sentence for the person. */
  readonly message: string;
  /** Why the source could not be looked at, or null. */
  readonly error: unknown;
}

/** Never rejects: a source that can't be used is news, too. */
export async function newsOf(installer: Installer, record: PluginRecord, signal?: AbortSignal): Promise<SourceNews> {
  const installed = record.header.version;
  try {
    const state = await installer.look(record, signal);
    switch (state.kind) {
      case 'same': {
        const message = `Version ${installed} is what its source has.`;
        return { change: { update: null, changed: '' }, message, error: null };
      }
      case 'other': {
        const { version, sha256 } = state;
        const found = version === installed ? `other content that is called ${version}, too` : `version ${version}`;
        const message = `Its source has ${found}; version ${installed} is installed.`;
        return { change: { update: { version, sha256 }, changed: message }, message, error: null };
      }
      case 'none':
        return { change: {}, message: state.why, error: null };
    }
  } catch (error) {
    const isNews = error instanceof CoverslipError && error.tag !== 'cancelled';
    const message = isNews ? `Its source can't be used: ${error.message}` : '';
    return { change: isNews ? { changed: message } : {}, message, error };
  }
}
