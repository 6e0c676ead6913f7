/** Frames with code of their own: plugins of ImJoy's, and pages that speak its protocol. */
import type { Caller } from '../host/index.js';
import type { FetchFile } from '../imjoy/inline_style.js';
import type { WindowPluginParts } from '../imjoy/window_plugin.js';
import { lazyStarter, type PluginRecord, type PluginStarter } from '../plugins/index.js';
import type { FrameWindows } from '../workspace/frame_windows.js';
import { lazily } from '../workspace/lazily.js';
import type { Library } from '../workspace/library.js';
import { allowedFeatures, type PermissionDesk } from '../workspace/permission_desk.js';
import type { Questions } from '../workspace/questions.js';
import type { WindowHandles } from '../workspace/window_handles.js';
import type { Workspace } from '../workspace/workspace.js';
import type { CallerApis } from './caller_apis.js';

export interface PluginFramesParts {
  readonly base: URL;
  readonly workspace: Workspace;
  readonly questions: Questions;
  readonly handles: WindowHandles;
  readonly desk: PermissionDesk;
  readonly apis: CallerApis;
  readonly library: () => Library;
  readonly install: (caller: Caller, source: string) => Promise<string>;
  /** Fetches a file through the broker, as far as the plugin may. */
  readonly fetchFile: (
    record: PluginRecord,
    url: string,
  ) => Promise<{ readonly bytes: ArrayBuffer; readonly type: string }>;
  /** Lets the host's broker answer what comes over a frame's network ports. @returns a function that ends it. */
  readonly serveNetwork: (record: PluginRecord, ports: readonly MessagePort[]) => () => void;
}

export class PluginFrames {
  constructor(private readonly parts: PluginFramesParts) {}

  /** The windows in frames, loaded with the first. */
  readonly windows = lazily(async (): Promise<FrameWindows> => {
    const { workspace, questions, handles, base, library, install, serveNetwork } = this.parts;
    const { FrameWindows } = await import('../workspace/frame_windows.js');
    return new FrameWindows(workspace, questions, handles, {
      base,
      library,
      hostOf: (caller) => this.hostOf(caller),
      install,
      fetchFileOf: (record) => this.fetchFileOf(record),
      serveNetwork,
      allowOf: (record) => this.allowOf(record),
    });
  });

  /** “Starts” plugins that live in windows. */
  readonly starter: PluginStarter = lazyStarter(async () => {
    const { WindowStarter } = await import('../workspace/window_starter.js');
    return new WindowStarter(await this.windows());
  });

  /** What a plugin's frame is made with. */
  partsOf(record: PluginRecord): Omit<WindowPluginParts, 'fileName'> {
    const { base, serveNetwork } = this.parts;
    return {
      base,
      host: this.hostOf({ kind: 'plugin', id: record.id, name: record.header.name }),
      fetchFile: this.fetchFileOf(record),
      allow: this.allowOf(record),
      serveNetwork: (ports) => serveNetwork(record, ports),
    };
  }

  private hostOf(caller: Caller): { readonly [name: string]: unknown } {
    return { ...this.parts.apis.of(caller, true) };
  }

  private fetchFileOf(record: PluginRecord): FetchFile {
    return async (url) => {
      const { bytes, type } = await this.parts.fetchFile(record, url);
      return { bytes: new Uint8Array(bytes), type: type === '' ? mediaTypeOf(url) : type };
    };
  }

  private allowOf({ id }: PluginRecord): readonly string[] {
    return allowedFeatures(this.parts.desk.of(id));
  }
}

/** What a file is by its name: style sheets name fonts and pictures by it. */
function mediaTypeOf(url: string): string {
  const ending = /\.(\w+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? '';
  const pictures: { readonly [ending: string]: string } = { svg: 'image/svg+xml', jpg: 'image/jpeg' };
  if (/^(woff2?|ttf|otf)$/.test(ending)) return `font/${ending}`;
  return pictures[ending] ?? (/^(png|gif|jpeg|webp)$/.test(ending) ? `image/${ending}` : '');
}
