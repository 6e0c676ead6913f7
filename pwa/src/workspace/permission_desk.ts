/** Where permissions are asked for, granted and withdrawn. */
import { Refused } from '../contracts/errors.js';
import { NO_PERMISSIONS, type Permissions } from '../contracts/permissions.js';
import type { PluginHeader, PluginKind } from '../contracts/plugin.js';
import { type Grants, type InstallRequest, isNothing, isWithin, union, within } from '../plugins/index.js';
import type { Answer } from './actions.js';
import type { PluginMark } from './model.js';
import type { Questions } from './questions.js';

/** What the desk has to know of an installed plugin. */
export interface Holder {
  readonly id: string;
  readonly sha256: string;
  readonly header: PluginHeader;
}

export interface DeskDependencies {
  readonly grants: Grants;
  readonly questions: Questions;
  readonly holder: (pluginId: string) => Holder | null;
  /** Told when a grant has changed, and whether something of it was taken away. */
  readonly onChange: (pluginId: string, isLess: boolean) => void;
  /** Told when a grant could not be written down. */
  readonly onNotKept: (pluginId: string, error: unknown) => void;
}

export class PermissionDesk {
  constructor(private readonly dependencies: DeskDependencies) {}

  /** What the plugin may do now; nothing where it isn't installed. */
  of(pluginId: string): Permissions {
    const holder = this.dependencies.holder(pluginId);
    return holder === null ? NO_PERMISSIONS : this.dependencies.grants.of(holder.id, holder.sha256);
  }

  /** Asks whether a plugin is to be installed, and with what. @returns false when the person says no. */
  async install(request: Omit<InstallRequest, 'text'>): Promise<boolean> {
    const asks = request.header.permissions;
    const holder = this.dependencies.holder(request.id);
    const before = holder === null ? null : this.of(holder.id);
    const answer = await this.dependencies.questions.ask({ kind: 'install', ...request, asks, before });
    const granted = readAnswer(answer, asks);
    if (granted === null) return false;
    await this.keep(request.id, request.sha256, granted);
    return true;
  }

  /** For a plugin that the page's own code installs without a question: what its header asks for is granted with that. */
  async grantUnasked({ id, sha256, header }: Holder): Promise<void> {
    if (this.dependencies.grants.find(id, sha256) !== null) return;
    await this.keep(id, sha256, header.permissions);
    this.dependencies.onChange(id, false);
  }

  /** Gives a plugin these permissions and no others. */
  async set(pluginId: string, permissions: Permissions): Promise<void> {
    const holder = this.dependencies.holder(pluginId);
    if (holder === null) return;
    const before = this.of(pluginId);
    await this.keep(pluginId, holder.sha256, permissions);
    this.dependencies.onChange(pluginId, !isWithin(before, permissions));
  }

  /**
   * Asks for something that a plugin needs while it runs, unless it has it.
   *
   * @throws Refused when the person says no to any of it.
   */
  async request(pluginId: string, asks: Permissions): Promise<void> {
    const before = this.of(pluginId);
    if (isWithin(asks, before)) return;
    const holder = this.dependencies.holder(pluginId);
    if (holder === null) throw new Refused('A plugin that is no longer installed can be granted nothing.');
    const from = holder.header.name;
    const answer = await this.dependencies.questions.ask({ kind: 'grant', pluginId, from, asks, before });
    const granted = readAnswer(answer, asks);
    if (granted !== null && !isNothing(granted)) await this.set(pluginId, union(this.of(pluginId), granted));
    if (granted === null || !isWithin(asks, union(before, granted)))
      throw new Refused(`The person did not allow “${from}” what it asked for: ${inWords(asks)}.`);
  }

  async forget(pluginId: string): Promise<void> {
    await this.dependencies.grants.forget(pluginId);
    this.dependencies.onChange(pluginId, true);
  }

  private async keep(pluginId: string, sha256: string, permissions: Permissions): Promise<void> {
    if (pluginId === '') return;
    try {
      await this.dependencies.grants.set(pluginId, sha256, permissions);
    } catch (error) {
      this.dependencies.onNotKept(pluginId, error);
    }
  }
}

/** What a plugin is marked as. A window's own thread can reach out by WebRTC, whatever its policy and the grant say. */
export function markOf(kind: PluginKind, grant: Permissions): PluginMark {
  if (kind === 'window' || kind === 'rpc-window') return 'window';
  return isNothing(grant) ? 'sealed' : 'granted';
}

/** Parts of the `allow` attribute of a window's frame. A worker has neither camera nor clipboard, whatever is granted. */
export function allowedFeatures({ camera, microphone, clipboard }: Permissions): string[] {
  return [
    ...(camera ? ['camera'] : []),
    ...(microphone ? ['microphone'] : []),
    ...(clipboard ? ['clipboard-read', 'clipboard-write'] : []),
  ];
}

/** What was granted of `asks`; null for no. */
function readAnswer(answer: Answer, asks: Permissions): Permissions | null {
  if (answer === true) return asks;
  return typeof answer === 'object' && answer !== null && 'network' in answer ? within(answer, asks) : null;
}

function inWords({ network, plugins, ...flags }: Permissions): string {
  const named = Object.entries(flags).flatMap(([name, isAsked]) => (isAsked === true ? [name] : []));
  return [...network, ...named, ...plugins.map((plugin) => `the plugin “${plugin}”`)].join(', ');
}
