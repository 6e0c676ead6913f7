/** The requests of plugins, as the network panel shows them. */
import type { RequestLog, RequestNote } from '../host/index.js';
import type { NetworkEntry } from './model.js';
import type { Workspace } from './workspace.js';

/** Entries that are kept; the oldest go first. */
const MOST = 500;
const LONGEST_ADDRESS = 2000;
/** How often what comes in is counted in the state: a body has many chunks. */
const RHYTHM_MILLISECONDS = 200;

export class NetworkLog implements RequestLog {
  constructor(private readonly workspace: Workspace) {}

  begin(pluginId: string, method: string, url: string): RequestNote {
    const id = this.workspace.newId('request');
    const entry: NetworkEntry = {
      id,
      time: Date.now(),
      pluginId,
      method,
      url: url.length > LONGEST_ADDRESS ? `${url.slice(0, LONGEST_ADDRESS)}…` : url,
      status: null,
      bytes: 0,
      outcome: 'running',
      reason: '',
    };
    this.workspace.update({ network: [...this.workspace.state.network.slice(1 - MOST), entry] });
    let bytes = 0;
    let clock: ReturnType<typeof setTimeout> | undefined;
    return {
      answered: (status) => this.set(id, { status }),
      received: (more) => {
        bytes += more;
        clock ??= setTimeout(() => {
          clock = undefined;
          this.set(id, { bytes });
        }, RHYTHM_MILLISECONDS);
      },
      end: (outcome, reason) => {
        clearTimeout(clock);
        this.set(id, { outcome, reason, bytes });
      },
    };
  }

  private set(id: string, change: Partial<NetworkEntry>): void {
    this.workspace.update({
      network: this.workspace.state.network.map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
    });
  }
}
