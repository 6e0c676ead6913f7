/** A connected engine: its plugins, calls and jobs. Calls under way outlive a broken connection. */
import type {
  EngineEnvironment,
  EngineInfo,
  EngineJob,
  EngineProcess,
  InstalledPlugin,
  JobEvent,
  JobFile,
  JobInput,
  JobOptions,
} from '../contracts/engine.js';
import { SUBPROTOCOL } from '../contracts/socket.js';
import { type CallOptions, Peer } from '../rpc/index.js';
import { WebSocketEndpoint } from '../rpc/websocket_endpoint.js';
import { type EngineLink, socketAddress } from './engine_link.js';
import { type EngineFile, idOnEngine } from './plugin_id.js';
import { readEnvironment, readProcess } from './read_holdings.js';
import { fields, list, readEvent, readFile, readInfo, readInput, readJob, text } from './read_job.js';
import { type UploadControls, Uploads } from './uploads.js';

/** A browser lets a page add nothing to a WebSocket's opening but protocols. */
const TOKEN_PROTOCOL = 'coverslip.token.';
/** Milliseconds for which a broken connection is tried anew; the engine keeps the session a little longer. */
const PATIENCE = 110_000;

/** What a call gets told while it runs. */
export interface EngineCallControls {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((value: unknown) => void) | undefined;
  readonly onLog?: ((text: string, level: string) => void) | undefined;
  /** Told once when a call that was given up has really ended on the engine. */
  readonly onStopped?: (() => void) | undefined;
}

/** A plugin that is installed on the engine, and what it offers. */
export interface EnginePlugin extends InstalledPlugin {
  readonly ops: readonly unknown[];
  readonly exports: readonly string[];
}

/** Makes a socket with these protocols; that of the platform by default. */
export type OpenSocket = (url: string, protocols: string[]) => WebSocket;

/** What a call tells while the engine can't be heard. */
const NOT_HEARD = 'The engine does not answer; waiting for it';

export class EngineClient {
  /** Resolves with a sentence when the session has ended. */
  readonly closed: Promise<string>;
  /** Told when the engine can't be heard any more, and when it is heard again. */
  private readonly heard = new Set<(isHeard: boolean) => void>();
  private readonly uploads: Uploads;

  private constructor(
    readonly link: EngineLink,
    private readonly peer: Peer,
    endpoint: WebSocketEndpoint,
    readonly info: EngineInfo,
  ) {
    this.closed = peer.closed;
    endpoint.onconnection = (isHeard) => {
      for (const tell of [...this.heard]) tell(isHeard);
    };
    this.uploads = new Uploads(link);
  }

  /** @throws PeerClosed when it can't be reached, or refuses the token; the message says which. */
  static async connect(
    link: EngineLink,
    openSocket: OpenSocket = (url, protocols) => new WebSocket(url, protocols),
  ): Promise<EngineClient> {
    const protocols = [SUBPROTOCOL, TOKEN_PROTOCOL + link.token];
    const open = (url: string): WebSocket => openSocket(url, protocols);
    const endpoint = new WebSocketEndpoint(socketAddress(link), { open, patience: PATIENCE });
    const peer = new Peer(endpoint, { name: `The engine at ${link.url}` });
    try {
      return new EngineClient(link, peer, endpoint, readInfo(await peer.call(peer.root, 'info', [])));
    } catch (error) {
      peer.close();
      throw error;
    }
  }

  /** Calls back when the engine can't be heard any more, and when it is heard again. @returns what ends that. */
  onHeard(tell: (isHeard: boolean) => void): () => void {
    this.heard.add(tell);
    return () => this.heard.delete(tell);
  }

  async plugins(): Promise<readonly EnginePlugin[]> {
    return list(await this.ask('plugins')).map(readPlugin);
  }

  /** Installs a plugin's file, unless the engine has it. */
  async install(file: EngineFile, controls: EngineCallControls = {}): Promise<EnginePlugin> {
    const { text, name, tag = null } = file;
    const id = await idOnEngine(file);
    const known = (await this.plugins()).find((each) => each.id === id);
    return known ?? readPlugin(await this.ask('install', [text, name, tag], told(controls)));
  }

  remove(plugin: string): Promise<unknown> {
    return this.ask('remove', [plugin]);
  }

  /**
   * What is large among the arguments is uploaded first, unless the engine has it.
   * @param host functions of this page that the plugin may call as `api.NAME`.
   */
  async call(
    plugin: string,
    op: string,
    args: readonly unknown[],
    kwargs: object,
    controls: EngineCallControls = {},
    host: { readonly [name: string]: unknown } = {},
  ): Promise<unknown> {
    const [positional, named] = (await this.uploads.placed([args, kwargs], controls)) as readonly unknown[];
    const done = this.onHeard((isHeard) => {
      controls.onProgress?.({ fraction: null, text: isHeard ? '' : NOT_HEARD });
    });
    return this.ask('call', [plugin, op, positional, named, host], told(controls)).finally(done);
  }

  async submit(
    plugin: string,
    op: string,
    args: readonly unknown[],
    kwargs: object,
    options: JobOptions = {},
    controls: UploadControls = {},
  ): Promise<EngineJob> {
    const [positional, named] = (await this.uploads.placed([args, kwargs], controls)) as readonly unknown[];
    return readJob(await this.ask('submit', [plugin, op, positional, named, options]));
  }

  async jobs(): Promise<readonly EngineJob[]> {
    return list(await this.ask('jobs')).map(readJob);
  }

  async job(id: string): Promise<EngineJob> {
    return readJob(await this.ask('job', [id]));
  }

  async cancel(id: string): Promise<EngineJob> {
    return readJob(await this.ask('cancel', [id]));
  }

  /** Asks a job to end early with what it has come to, where it offers that. */
  async finish(id: string): Promise<EngineJob> {
    return readJob(await this.ask('finish', [id]));
  }

  /** Has a job begun anew that failed or was stopped. */
  async retry(id: string): Promise<EngineJob> {
    return readJob(await this.ask('retry', [id]));
  }

  result(id: string, signal?: AbortSignal): Promise<unknown> {
    return this.ask('result', [id], { signal });
  }

  /** The arrays among what a job was given. */
  async inputs(id: string): Promise<readonly JobInput[]> {
    return list(await this.ask('inputs', [id])).map(readInput);
  }

  /** The files among what a job gave, to be fetched from their addresses. */
  async files(id: string): Promise<readonly JobFile[]> {
    return list(await this.ask('files', [id])).map((file) => readFile(file, this.link.url));
  }

  /** What happened to a job behind an event, and what happens until it ends. */
  async *events(id: string, after = 0): AsyncGenerator<JobEvent> {
    const events = (await this.ask('events', [id, after])) as AsyncIterable<unknown>;
    for await (const each of events) {
      const event = readEvent(each);
      if (event !== null) yield event;
    }
  }

  /** The processes that answer calls. */
  async processes(): Promise<readonly EngineProcess[]> {
    return list(await this.ask('processes')).map(readProcess);
  }

  /** Ends those of a plugin for one owner; the next call starts one. */
  endProcesses(plugin: string, owner: string): Promise<unknown> {
    return this.ask('end_processes', [plugin, owner]);
  }

  async environments(): Promise<readonly EngineEnvironment[]> {
    return list(await this.ask('environments')).map(readEnvironment);
  }

  /** Deletes one; it is made anew when a plugin needs it. */
  removeEnvironment(environment: string): Promise<unknown> {
    return this.ask('remove_environment', [environment]);
  }

  close(): void {
    this.peer.close();
  }

  private ask(method: string, args: readonly unknown[] = [], options: CallOptions = {}): Promise<unknown> {
    return this.peer.call(this.peer.root, method, args, {}, options);
  }
}

function readPlugin(value: unknown): EnginePlugin {
  const from = fields(value, 'plugin');
  return {
    id: text(from.id),
    name: text(from.name),
    version: text(from.version),
    owner: text(from.owner),
    ops: list(from.ops),
    exports: list(from.exports).map(text),
  };
}

/** The engine tells `{progress}` and `{log: {text, level}}`. */
function told({ signal, onProgress, onLog, onStopped }: EngineCallControls): CallOptions {
  return {
    signal,
    onStopped,
    onProgress: (value) => {
      const from = fields(value, 'progress');
      if ('progress' in from) onProgress?.(from.progress);
      if ('log' in from) {
        const line = fields(from.log, 'log');
        onLog?.(text(line.text), text(line.level));
      }
    },
  };
}
