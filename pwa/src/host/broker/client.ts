/** Whose requests the broker answers. */
import type { Permissions } from '../../contracts/permissions.js';

/** The plugin that a line belongs to. */
export interface BrokerClient {
  readonly id: string;
  readonly name: string;
  /** sha256 of its file: what it keeps is not another version's. */
  readonly sha256: string;
  /** What its header asks for. */
  readonly asks: Permissions;
}
