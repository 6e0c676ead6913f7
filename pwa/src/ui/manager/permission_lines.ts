/** Permissions as lines that a person reads, ticks and unticks. Pure. */
import type { Permissions } from '../../contracts/permissions.js';
import type { IconName } from '../icon_drawings.js';
import { managerStrings } from './strings.js';

/** One thing that a plugin may do. */
export interface PermissionLine {
  /** Tells it from the other lines. */
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  /** Why it matters. */
  readonly why: string;
  isIn(permissions: Permissions): boolean;
  set(permissions: Permissions, granted: boolean): Permissions;
}

const DEVICES = [
  ['camera', 'camera'],
  ['microphone', 'mic'],
  ['clipboard', 'clipboard'],
  ['engine', 'server'],
] as const satisfies readonly (readonly [keyof Permissions, IconName])[];

/** A line for each thing in the permissions, what can carry data away first. */
export function permissionLines(permissions: Permissions): readonly PermissionLine[] {
  const words = managerStrings.permissions;
  return [
    ...permissions.network.map((origin) => listed('network', origin, ...network(origin))),
    ...DEVICES.filter(([key]) => permissions[key]).map(
      ([key, icon]): PermissionLine => ({
        id: key,
        icon,
        ...words[key],
        isIn: (given) => given[key],
        set: (given, granted) => ({ ...given, [key]: granted }),
      }),
    ),
    ...permissions.plugins.map((name) => listed('plugins', name, 'puzzle', words.plugin(name), words.pluginWhy(name))),
  ];
}

function network(origin: string): [IconName, string, string] {
  const words = managerStrings.permissions;
  if (origin.includes('*') && !/[a-z0-9]/i.test(origin.replace(/^[a-z]+:/i, '')))
    return ['globe', words.anywhere, words.anywhereWhy];
  const url = URL.canParse(origin) ? new URL(origin) : null;
  const why = url !== null && ['http:', 'ws:'].includes(url.protocol) ? words.networkPlainWhy : words.networkWhy;
  return ['globe', words.network(origin), why];
}

function listed(key: 'network' | 'plugins', value: string, icon: IconName, title: string, why: string): PermissionLine {
  return {
    id: `${key} ${value}`,
    icon,
    title,
    why,
    isIn: (given) => given[key].includes(value),
    set: (given, granted) => {
      const others = given[key].filter((other) => other !== value);
      return { ...given, [key]: granted ? [...others, value] : others };
    },
  };
}

/** How many things the permissions allow. */
export function permissionCount(permissions: Permissions): number {
  return permissionLines(permissions).length;
}
