/** What is wrong with what a job is given, told before it is handed in: an engine may have its turn much later. */
import { RemoteError } from '../contracts/errors.js';
import type { OpDescription } from '../contracts/plugin.js';
import { wasStopped } from './error_note.js';
import type { Library } from './library.js';
import type { TaskControls } from './tasks.js';
import { isNative } from './where_to_run.js';

/** Has a plugin that runs in this browser, too, look at the arguments. Rejects with what it says. */
export async function checkArguments(
  library: Pick<Library, 'live' | 'record'>,
  pluginId: string,
  op: OpDescription,
  kwargs: object,
  { signal, report }: TaskControls,
): Promise<void> {
  if (op.check === undefined || isNative(library.record(pluginId).header)) return;
  report(null, 'Looking at what it is given');
  try {
    await (await library.live(pluginId)).run(op.check, [], kwargs, { signal });
  } catch (error) {
    // What can't be looked at here, such as what is too large for a sandbox, the job tells of itself.
    if (wasStopped(error) || (error instanceof RemoteError && error.type !== 'MemoryError')) throw error;
  }
}
