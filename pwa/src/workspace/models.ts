/** Models for the page and for plugins: from where they come, who holds them, and what is told about them. */
import { type AssetStore, sha256Of } from '../assets/index.js';
import { HashMismatch, Refused } from '../contracts/errors.js';
import type { LoadOptions, ModelProgress } from '../contracts/model.js';
import type { SiteManifest } from '../contracts/site.js';
import { type CallControls, type Caller, permits } from '../host/index.js';
import { type LoadedModel, Measurements, type ModelFiles, Models, RuntimeFiles } from '../inference/index.js';
import type { PermissionDesk } from './permission_desk.js';
import type { Workspace } from './workspace.js';

export interface WorkspaceModelsDependencies {
  readonly base: URL;
  readonly site: SiteManifest;
  readonly assets: AssetStore;
  readonly workspace: Workspace;
  readonly desk: PermissionDesk;
  /** Fetches a file in the name of a plugin, where its grant allows it. */
  readonly fetchFor: (pluginId: string, url: string, signal?: AbortSignal) => Promise<ArrayBuffer>;
}

export class WorkspaceModels {
  private constructor(
    private readonly dependencies: WorkspaceModelsDependencies,
    private readonly models: Models,
    readonly measurements: Measurements,
  ) {}

  static async open(dependencies: WorkspaceModelsDependencies): Promise<WorkspaceModels> {
    const { base, site, assets, workspace } = dependencies;
    const measurements = await Measurements.open(`coverslip-devices ${base.pathname}`);
    const models = new Models({
      files: new RuntimeFiles(assets, site.inference),
      measurements,
      onFault: (message) => {
        workspace.log('warning', 'Coverslip', message);
        workspace.notify({ level: 'info', title: 'A model runs on the CPU', message, details: '' });
      },
      deviceMemory: (navigator as Navigator & { deviceMemory?: number }).deviceMemory,
    });
    return new WorkspaceModels(dependencies, models, measurements);
  }

  /** @throws ModelError, FetchError, HashMismatch; Refused where a plugin may not reach the address. */
  async load(caller: Caller, source: Blob | URL, options: LoadOptions, controls: CallControls): Promise<LoadedModel> {
    const onProgress = (progress: ModelProgress) => controls.onProgress?.(progress);
    const files = await this.files(caller, source, options, { ...controls, onProgress });
    return this.models.load(
      {
        files,
        device: options.device ?? 'auto',
        options: options.session ?? {},
        owner: ownerOf(caller),
        takesInputs: caller.kind === 'plugin',
      },
      { signal: controls.signal, onProgress },
    );
  }

  /** Lets go of what a plugin holds, since it has ended. */
  releaseAll(pluginId: string): Promise<void> {
    return this.models.releaseAll(pluginId);
  }

  private async files(
    caller: Caller,
    source: Blob | URL,
    options: LoadOptions,
    controls: { readonly signal?: AbortSignal | undefined; readonly onProgress: (progress: ModelProgress) => void },
  ): Promise<ModelFiles> {
    const model = source instanceof URL ? await this.fetched(caller, source, controls) : source;
    const sha256 = await sha256Of(await model.arrayBuffer());
    const wanted = options.sha256 ?? sha256;
    const name = options.name ?? nameOf(source);
    if (wanted !== sha256) throw new HashMismatch(name, wanted, sha256);
    return { sha256, name, model, external: options.externalData ?? {} };
  }

  /** @throws Refused where a plugin was not granted the address. */
  private async fetched(
    caller: Caller,
    url: URL,
    {
      signal,
      onProgress,
    }: { readonly signal?: AbortSignal | undefined; readonly onProgress: (progress: ModelProgress) => void },
  ): Promise<Blob> {
    const { assets, desk, fetchFor } = this.dependencies;
    const name = nameOf(url);
    if (caller.kind === 'page')
      return new Blob([
        await assets.fetchUrl(url, {
          ...(signal && { signal }),
          onProgress: (fraction) => onProgress({ stage: 'download', fraction, text: name }),
        }),
      ]);
    if (!permits(desk.of(caller.id), url.href))
      throw new Refused(
        `“${caller.name}” may not reach ${url.origin}, so that was not asked for the model ${name}. Open the model yourself and give it to the plugin, or let the plugin ask for the origin in its header (network).`,
      );
    onProgress({ stage: 'download', fraction: null, text: name });
    return new Blob([await fetchFor(caller.id, url.href, signal)]);
  }
}

function ownerOf(caller: Caller): string {
  return caller.kind === 'plugin' ? caller.id : '';
}

/** The end of its path, or of its file. */
function nameOf(source: Blob | URL): string {
  const path = source instanceof File ? source.name : source instanceof URL ? source.pathname : '';
  return path.slice(path.lastIndexOf('/') + 1) || 'model.onnx';
}
