/** “Starts” plugins whose code lives in windows: there is nothing to start until a window is opened, by each run anew. */
import type { OpDescription } from '../contracts/plugin.js';
import { DistantSandbox, type PluginRecord, type PluginStarter, type StartedPlugin } from '../plugins/index.js';
import { expose, MessagePortEndpoint, Peer, type PeerPort } from '../rpc/index.js';
import type { FrameWindows } from './frame_windows.js';
import type { WindowHandle } from './window_handles.js';

export class WindowStarter implements PluginStarter {
  constructor(private readonly frames: FrameWindows) {}

  async start(record: PluginRecord): Promise<StartedPlugin> {
    const { frames } = this;
    const { name, description, imjoy } = record.header;
    const [{ readImJoyFile }, { ownOperator }] = await Promise.all([
      import('../imjoy/file.js'),
      import('../imjoy/own_operator.js'),
    ]);
    const file = readImJoyFile(record.text, record.fileName, imjoy?.tag ?? null);
    const operator = ownOperator(file, null);
    const open = (context: unknown) => openWindow(frames, record, context);
    const { port1, port2 } = new MessageChannel();
    // Other plugins call it as they call one in a worker; the other side of the conversation is here.
    const root = expose({ run: open, connect: (_port: PeerPort) => undefined }, ['run', 'connect']);
    const here = new Peer(new MessagePortEndpoint(port2), { root, portRoot: expose({ run: open }, ['run']), name });
    const peer = new Peer(new MessagePortEndpoint(port1), { name });
    const sandbox = new DistantSandbox((reason) => {
      here.close(reason);
      frames.closeAll(record.id);
    });
    const ops: OpDescription[] =
      operator === null
        ? []
        : [
            {
              ...operator.description,
              doc: operator.description.doc || description,
              results: [{ kind: 'none', title: '' }],
            },
          ];
    return {
      sandbox,
      peer,
      ops,
      methods: ['run'],
      call: async (_op, args, kwargs, { signal }) => {
        const given = operator?.arguments(args, kwargs) ?? args;
        const opening = open(given[0]);
        signal?.addEventListener('abort', () => void opening.then(close, () => undefined), { once: true });
        await opening;
        return null;
      },
    };
  }
}

function openWindow(frames: FrameWindows, record: PluginRecord, context: unknown): Promise<WindowHandle> {
  const given = isRecord(context) ? context : {};
  const place = { name: record.header.name, windowId: null, size: { w: 0, h: 0 }, fullscreen: false };
  return frames.openRecord({ kind: 'page' }, place, record, { data: given.data ?? {}, config: given.config ?? {} });
}

function close(handle: WindowHandle): void {
  (Reflect.get(handle, 'close') as () => void)();
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
