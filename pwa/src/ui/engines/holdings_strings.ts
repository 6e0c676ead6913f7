/** The words for what an engine holds. */
import { bytes, duration } from '../format.js';

export const holdingsStrings = {
  title: 'Plugins, processes and environments',
  looking: 'Looking …',
  lookAgain: 'Look again',
  waiting: 'Wait …',
  end: 'End',
  remove: 'Remove',
  plugins: 'Plugins',
  noPlugins: 'No plugin is installed there.',
  version: (version: string) => `version ${version}`,
  installedBy: (owner: string) => `installed by ${owner}`,
  removePlugin: (name: string) => `Remove ${name} from the engine`,
  processes: 'Processes that answer calls',
  noProcesses: 'None runs. The next call starts one.',
  owner: (owner: string) => `for ${owner}`,
  memory: (memory: number) => `${bytes(memory)} of memory`,
  busy: 'at work',
  idle: (milliseconds: number) => `last used ${duration(milliseconds)} ago`,
  endProcesses: (name: string, owner: string) => `End the processes of ${name} for ${owner}`,
  environments: 'Environments',
  noEnvironments: 'None is on this computer. They are made when plugins are installed.',
  unused: 'Of no plugin',
  packages: (requirements: readonly string[]) =>
    requirements.length === 0
      ? 'no packages'
      : requirements.length > 4
        ? `${requirements.slice(0, 4).join(', ')} …`
        : requirements.join(', '),
  size: (size: number) => bytes(size),
  lastUsed: (time: number) => `last used ${new Date(time).toLocaleDateString()}`,
  removeEnvironment: (title: string, id: string) => `Remove the environment of ${title} (${id.slice(0, 6)})`,
  needsAdmin: 'To see and end processes and environments, connect with a token that has the scope “admin”.',
} as const;
