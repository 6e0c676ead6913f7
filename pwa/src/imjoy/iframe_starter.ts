/**
 * Starts ImJoy's plugins of the type “iframe”: one frame without a window, for code that needs a page to work with.
 * What it exports is called as that of a plugin in a worker is.
 */
import type { PluginRecord, PluginSandbox, PluginStarter, StartControls, StartedPlugin } from '../plugins/index.js';
import { expose, MessagePortEndpoint, Peer, withContext } from '../rpc/index.js';
import { readImJoyFile } from './file.js';
import type { LiveWindow } from './live_window.js';
import { callerOf, type Operators } from './operators.js';
import { ownOperator } from './own_operator.js';
import { openWindowPlugin, type WindowPluginParts } from './window_plugin.js';

export interface IframeDependencies {
  readonly operators: Operators;
  readonly partsOf: (record: PluginRecord) => Omit<WindowPluginParts, 'fileName'>;
}

export class IframeStarter implements PluginStarter {
  constructor(private readonly dependencies: IframeDependencies) {}

  async start(record: PluginRecord, { signal, onStep, onError, onOps }: StartControls): Promise<StartedPlugin> {
    const { operators, partsOf } = this.dependencies;
    const file = readImJoyFile(record.text, record.fileName, record.header.imjoy?.tag ?? null);
    const live = await openWindowPlugin(
      file,
      { ...partsOf(record), fileName: record.fileName },
      { handle: {}, signal, onError, onStep: (step) => onStep(step, null), onLeave: () => undefined },
    );
    const { methods } = live;
    void live.frame.ended.then(() => operators.clear());
    try {
      if (methods.includes('setup')) await live.call('setup', []);
    } catch (error) {
      live.close('it did not start');
      throw error;
    }
    const own = ownOperator(file, methods);
    if (own !== null) operators.setOwn(own);
    operators.onChange = () => onOps(operators.descriptions());
    const call = callerOf(operators, (method, args, kwargs, options) =>
      live.call(method, Object.keys(kwargs).length > 0 ? [...args, kwargs] : args, options),
    );
    return {
      sandbox: new FrameSandbox(live),
      peer: peerOf(live, record.header.name),
      get ops() {
        return operators.descriptions();
      },
      methods,
      call,
      leave: async () => {
        if (methods.includes('exit')) await live.call('exit', []);
      },
    };
  }
}

/** Other plugins call it as they call one in a worker; the other side of the conversation is here. */
function peerOf(live: LiveWindow, name: string): Peer {
  const functions = Object.fromEntries(
    live.methods.map((method) => [
      method,
      withContext(({ signal, progress }, ...args: unknown[]) =>
        live.call(method, args, { signal, onProgress: progress }),
      ),
    ]),
  );
  const { port1, port2 } = new MessageChannel();
  const root = expose({ connect: () => undefined }, ['connect']);
  const here = new Peer(new MessagePortEndpoint(port2), { root, portRoot: expose(functions, live.methods), name });
  void live.frame.ended.then((reason) => here.close(reason));
  return new Peer(new MessagePortEndpoint(port1), { name });
}

class FrameSandbox implements PluginSandbox {
  readonly interruptible = false;

  constructor(private readonly live: LiveWindow) {}

  get ended(): Promise<string> {
    return this.live.frame.ended;
  }

  interrupt(): void {}

  calm(): void {}

  terminate(reason: string): void {
    this.live.close(reason);
  }
}
