/** The composition root: makes the rooms of the app and wires them. Nothing imports it. */
import './ui/app.js';
import { AssetStore, OfflineClient, RecentFiles } from './assets/index.js';
import { FormatError } from './contracts/errors.js';
import type { PluginKind } from './contracts/plugin.js';
import type { Sample, SiteManifest } from './contracts/site.js';
import { type Caller, KeptAnswers, LazyBroker, makeApi, openAnswerCache } from './host/index.js';
import { imjoyFormat, makeFullApi, nested, Operators, ServiceRegistry } from './imjoy/index.js';
import type { FetchFile } from './imjoy/inline_style.js';
import {
  type Expected,
  foresee,
  Grants,
  Installer,
  LivePlugin,
  type LiveState,
  lazyStarter,
  type PluginRecord,
  type PluginStarter,
  PluginStore,
  pythonFormat,
  RuntimeFiles,
} from './plugins/index.js';
import { announceReady, publish } from './public.js';
import { SandboxPool } from './sandbox/index.js';
import type { CsApp } from './ui/app.js';
import { showStartFailure } from './ui/start_failure.js';
import { takeUnfinished } from './workspace/annotation/unfinished.js';
import { hasKeptEngines } from './workspace/engines_kept.js';
import { errorNote } from './workspace/error_note.js';
import { firstStatus } from './workspace/first_status.js';
import { History } from './workspace/history.js';
import { WorkspaceServices } from './workspace/host_services.js';
import { Images } from './workspace/images.js';
import { WorkspaceImJoyServices } from './workspace/imjoy_services.js';
import { InstallPrompt } from './workspace/install_prompt.js';
import { Intents } from './workspace/intents.js';
import { Layers } from './workspace/layers.js';
import { lazily } from './workspace/lazily.js';
import { lazyEngines } from './workspace/lazy_engines.js';
import { lazyStorage } from './workspace/lazy_storage.js';
import { Library, type MakeLive } from './workspace/library.js';
import { LinkedRows } from './workspace/linked_rows.js';
import type { SampleItem } from './workspace/model.js';
import type { WorkspaceModels } from './workspace/models.js';
import { NetworkLog } from './workspace/network_log.js';
import { watchOpen } from './workspace/open_before.js';
import { allowedFeatures, PermissionDesk } from './workspace/permission_desk.js';
import { Questions } from './workspace/questions.js';
import { receiveFiles } from './workspace/receive_files.js';
import { RecentHandles } from './workspace/recent_handles.js';
import { Repositories } from './workspace/repositories.js';
import { Results } from './workspace/results.js';
import { RunLog } from './workspace/run_log.js';
import { Runner } from './workspace/runner.js';
import { closeSources } from './workspace/source_keeper.js';
import { Tables } from './workspace/tables.js';
import { Tasks } from './workspace/tasks.js';
import { WindowHandles } from './workspace/window_handles.js';
import { Workspace } from './workspace/workspace.js';

async function start(): Promise<void> {
  if (!isSecureContext) return showStartFailure(null);
  const installPrompt = new InstallPrompt();
  // The frame of the app stands at once, before anything is known.
  const app = document.createElement('cs-app') as CsApp;
  document.body.append(app);
  const base = new URL('./', document.baseURI);
  const response = await fetch(new URL('site.json', base)).catch((cause: unknown) => {
    const message =
      'The app’s list of files (site.json) could not be fetched. Check the connection, and reload the page.';
    throw new Error(message, { cause });
  });
  if (!response.ok)
    throw new Error(
      `The app's list of files could not be loaded (site.json: HTTP ${response.status}). Reload the page.`,
    );
  const site = (await response.json()) as SiteManifest;

  const workspace = new Workspace(firstStatus(site.version));
  const questions = new Questions(workspace);
  const tasks = new Tasks(workspace);
  const store = new AssetStore(base, {
    onStorageFull: (error) =>
      workspace.notify({ level: 'error', title: 'No room to keep a file', message: error.message, details: '' }),
  });
  const runtime = new RuntimeFiles(store, site.runtime);
  const pool = new SandboxPool({
    files: runtime,
    onTaken: () => {
      expected = null;
      prepareLater();
    },
    foresee: async () => foresee(expected, site, store),
    deviceMemory: (navigator as Navigator & { deviceMemory?: number }).deviceMemory,
  });
  /** The plugin that a person is asked about, or looks at. */
  let expected: Expected | null = null;

  const services = new WorkspaceServices(workspace, questions, () => ({
    library,
    runner,
    images,
    handles,
    opener,
    desk,
    models,
    engines,
    fetchFor,
  }));
  const plugins = await PluginStore.open(base, ({ header }, error) =>
    workspace.notify({ level: 'error', ...errorNote(error, `Keeping “${header.name}” for the next visit`) }),
  );
  const installer = new Installer({
    base,
    site,
    assets: store,
    runtime,
    store: plugins,
    formats: [pythonFormat, imjoyFormat],
    ask: ({ text, ...request }) => {
      // While the person reads, what the plugin needs is brought into a sandbox.
      expected = { header: request.header, text };
      prepareLater();
      return desk.install(request);
    },
  });
  const grants = await Grants.open(base);
  const desk: PermissionDesk = new PermissionDesk({
    grants,
    questions,
    holder: (id) => library.get(id),
    onChange: (id, isLess) => {
      broker.changed(id);
      void library.showGrant(id, isLess).catch(() => undefined);
    },
    onNotKept: (id, error) =>
      workspace.notify({ level: 'error', ...errorNote(error, `Keeping what “${library.name(id)}” may do`) }),
  });
  const broker = new LazyBroker(async () => ({
    grantOf: (id) => desk.of(id),
    log: new NetworkLog(workspace),
    openGate: (await import('./sandbox/gate.js')).openGate,
    kept: new KeptAnswers(openAnswerCache),
  }));
  const clientOf = ({ id, sha256, header }: PluginRecord) => ({
    id,
    sha256,
    name: header.name,
    asks: header.permissions,
  });
  const serveNetwork = (record: PluginRecord, ports: readonly MessagePort[]) => broker.serve(clientOf(record), ports);
  const fetchFor = async (id: string, url: string, signal?: AbortSignal) =>
    (await broker.file(clientOf(library.record(id)), url, false, signal)).bytes;
  let modelsLoaded: Promise<WorkspaceModels> | null = null;
  const models = () => {
    modelsLoaded ??= import('./workspace/models.js').then(({ WorkspaceModels }) =>
      WorkspaceModels.open({
        base,
        site,
        assets: store,
        workspace,
        tasks,
        desk,
        fetchAs,
        engineFetch: async (url) => (hasKeptEngines() ? (await engines()).fetchOf(url) : null),
      }),
    );
    // The next model tries again.
    modelsLoaded.catch(() => {
      modelsLoaded = null;
    });
    return modelsLoaded;
  };
  const fetchAs =
    (id: string): typeof fetch =>
    (input, init) =>
      broker.fetch(clientOf(library.record(id)), String(input), init);
  const registry = new ServiceRegistry();
  const imjoyServices = new WorkspaceImJoyServices(workspace, questions, base, () => ({ library, runner, services }));
  const operators = new Map<string, Operators>();
  const operatorsOf = (id: string) => {
    const known = operators.get(id) ?? new Operators();
    operators.set(id, known);
    return known;
  };
  const apiOf = (caller: Caller, isImJoy = false) =>
    makeFullApi(makeApi(services, caller), caller, {
      services: imjoyServices,
      registry,
      operators: caller.kind === 'plugin' ? operatorsOf(caller.id) : null,
      isImJoy,
    });
  const makeLive: MakeLive = (record, onState, onOps) => {
    const operators = operatorsOf(record.id);
    const isImJoy = record.header.imjoy !== undefined;
    const host = apiOf({ kind: 'plugin', id: record.id, name: record.header.name }, isImJoy);
    const onError = (message: string) => workspace.log('error', record.header.name, message, { pluginId: record.id });
    const python = lazily(async () => {
      const { PythonStarter } = await import('./plugins/python_starter.js');
      return new PythonStarter({ pool, store, site, host, serveNetwork });
    });
    const starters: { readonly [kind in PluginKind]?: PluginStarter } = {
      python: !isImJoy
        ? lazyStarter(python)
        : record.header.imjoy?.type === 'native-python'
          ? lazyStarter(async () => {
              const { NativeStarter } = await import('./imjoy/native_starter.js');
              return new NativeStarter({
                engine: async () => (await engines()).native(record.header.name, desk.of(record.id).engine),
                host: { ...host },
                operators,
                onLog: (text, level) =>
                  workspace.log(level === 'error' ? 'error' : 'info', record.header.name, text, {
                    pluginId: record.id,
                  }),
              });
            })
          : lazyStarter(async () => {
              const { ImJoyPythonStarter } = await import('./imjoy/python_starter.js');
              return new ImJoyPythonStarter({ python: await python(), operators });
            }),
      javascript: lazyStarter(async () => {
        const { JavaScriptStarter } = await import('./imjoy/javascript_starter.js');
        return new JavaScriptStarter({ host: { ...host }, operators, serveNetwork });
      }),
      window:
        record.header.imjoy?.type === 'iframe'
          ? lazyStarter(async () => {
              const { IframeStarter } = await import('./imjoy/iframe_starter.js');
              return new IframeStarter({ operators, partsOf: framePartsOf });
            })
          : windowStarter,
      'rpc-window': windowStarter,
    };
    const starter = starters[record.header.kind];
    if (starter === undefined) throw new FormatError(`No plugin of kind ${record.header.kind} can run here.`, 'type');
    const onEnd = (state: LiveState) => {
      if (state.kind === 'asleep' || state.kind === 'failed') {
        registry.clear(record.id);
        void modelsLoaded?.then((loaded) => loaded.releaseAll(record.id)).catch(() => undefined);
      }
      onState(state);
    };
    return new LivePlugin(record, { starter, onState: onEnd, onError, onOps });
  };
  const library: Library = new Library(workspace, installer, plugins, makeLive, ({ id, sha256 }) =>
    grants.of(id, sha256),
  );
  library.whenRemoved((id) => {
    desk.forget(id);
    imjoyServices.forget(id);
    operators.delete(id);
  });
  const images = new Images(
    workspace,
    library,
    lazily(async () => {
      const { ImageOpener } = await import('./workspace/image_opener.js');
      const recent = new RecentFiles();
      return new ImageOpener(workspace, library, { base, samples: site.samples, assets: store, recent });
    }),
  );
  const recents = await RecentHandles.open(base, (all) =>
    workspace.update({
      recents: all.map(({ id, handle, openedAt }) => ({
        id,
        name: handle.name,
        isFolder: handle.kind === 'directory',
        openedAt,
      })),
    }),
  );
  const repositories = new Repositories(workspace, installer, library);
  const handles = new WindowHandles(workspace);
  // Windows with code of their own are plugins of ImJoy's, or pages that speak its protocol.
  const hostOf = (caller: Caller) => ({ ...apiOf(caller, true) });
  const fetchFileOf =
    (record: PluginRecord): FetchFile =>
    async (url) => {
      const { bytes, type } = await broker.file(clientOf(record), url, true);
      return { bytes: new Uint8Array(bytes), type: type === '' ? mediaTypeOf(url) : type };
    };
  const allowOf = ({ id }: PluginRecord) => allowedFeatures(desk.of(id));
  const framePartsOf = (record: PluginRecord) => ({
    base,
    host: hostOf({ kind: 'plugin', id: record.id, name: record.header.name }),
    fetchFile: fetchFileOf(record),
    allow: allowOf(record),
    serveNetwork: (ports: readonly MessagePort[]) => serveNetwork(record, ports),
  });
  const frames = lazily(async () => {
    const { FrameWindows } = await import('./workspace/frame_windows.js');
    return new FrameWindows(workspace, questions, handles, {
      base,
      library: () => library,
      hostOf,
      install: (caller, source) => services.installSource(caller, source),
      fetchFileOf,
      serveNetwork,
      allowOf,
    });
  });
  const windowStarter = lazyStarter(async () => {
    const { WindowStarter } = await import('./workspace/window_starter.js');
    return new WindowStarter(await frames());
  });
  const opener = lazily(async () => {
    const { WindowOpener } = await import('./workspace/window_opener.js');
    return new WindowOpener(workspace, handles, {
      library,
      images,
      frames,
      openImage: (caller, source) => services.openImage(caller, { source, scene: null }, {}),
      fetchFile: (caller, url) => services.fetchFile(caller, url),
    });
  });
  closeSources(workspace, (windowId) => handles.isHidden(windowId));
  const history = new History(workspace);
  const layers = new Layers(workspace, history, (id, event, data) => handles.tell(id, event, data));
  const annotations = lazily(async () => {
    const { Annotations } = await import('./workspace/annotation/annotations.js');
    return Annotations.open({ base, workspace, layers, history, images, tasks });
  });
  const drawnEvents = lazily(async () => {
    const { watchDrawing } = await import('./workspace/drawn_events.js');
    watchDrawing(workspace, (windowId, event, data) => handles.tell(windowId, event, data));
  });
  watchOpen(workspace, base);
  const unfinished = takeUnfinished();
  if (unfinished !== null) {
    const message = `What you drew on ${unfinished} is kept in this browser. Open the image again to go on.`;
    workspace.notify({ level: 'info', title: 'Your drawing is kept', message, details: '' });
  }
  // What was drawn on an image before is brought back with it.
  workspace.subscribe(() => {
    if (workspace.layers.length === 0) return;
    void annotations().catch(() => undefined);
    void drawnEvents().catch(() => undefined);
  });
  const results = new Results(workspace, images);
  const engines = lazily(async () => {
    const { Engines } = await import('./workspace/engines.js');
    return new Engines(workspace, library, results);
  });
  const openWished = async (caller: Caller, window: unknown) => {
    const [{ windowRequest }, windows] = await Promise.all([import('./host/window_request.js'), opener()]);
    return windows.open(caller, windowRequest(window));
  };
  const runner = new Runner(workspace, library, results, await RunLog.open(base), annotations, openWished, engines);
  const sampleItem = ({ name, title, file, licence, origin }: Sample): SampleItem => ({
    name,
    title,
    size: file.size,
    licence,
    origin,
  });
  workspace.update({
    samples: site.samples.filter(({ mediaType }) => /^image\/|^application\/x-nifti$/.test(mediaType)).map(sampleItem),
    sampleFiles: site.samples.map(sampleItem),
  });

  const offline = new OfflineClient(base, site, {
    mayReload: () => {
      const { windows, questions, runs, tasks } = workspace.state;
      return [windows, questions, runs, tasks].every(({ length }) => length === 0) && !library.isBusy;
    },
    onChange: (status) => workspace.setStatus(status),
  });
  const offlinePlugins = lazily(async () => {
    const [{ OfflineNeeds }, { OfflinePlugins }] = await Promise.all([
      import('./plugins/offline_needs.js'),
      import('./workspace/offline_plugins.js'),
    ]);
    const shown = new Set(workspace.state.samples.map(({ name }) => name));
    const made = new OfflinePlugins({
      workspace,
      library,
      needs: new OfflineNeeds(site, store),
      extras: [...site.plugins, ...site.samples.filter(({ name }) => shown.has(name))].map(({ file }) => file),
      isMetered: () => (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true,
    });
    made.watch(whenIdle);
    return made;
  });
  installPrompt.watch((installable) => workspace.setStatus({ installable }));
  app.workspace = workspace;
  app.actions = new Intents({
    base,
    site,
    workspace,
    library,
    repositories,
    images,
    layers,
    annotations,
    tables: new Tables(workspace, tasks, new LinkedRows(workspace)),
    storage: lazyStorage(async () => {
      const [{ Storage }, loaded] = await Promise.all([import('./workspace/storage.js'), models()]);
      const recordOf = (id: string) => library.get(id);
      return new Storage({ site, assets: store, models: loaded, workspace, tasks, recordOf });
    }),
    engines: lazyEngines(engines, (place) => workspace.update({ place })),
    runner,
    tasks,
    desk,
    questions,
    recents,
    offline,
    offlinePlugins,
    installPrompt,
  });
  publish(site.version, nested(apiOf({ kind: 'page' })), workspace);
  // On a first visit this may reload the page, and nothing is begun before that.
  await offline.start();
  announceReady();

  if (hasKeptEngines()) void engines().then((loaded) => loaded.resume());
  for (const change of ['online', 'offline'])
    addEventListener(change, () => workspace.setStatus({ online: navigator.onLine }));
  const follow = async () => {
    // Most visits follow no link.
    if (location.hash.length < 2) return;
    const { openLink } = await import('./workspace/open_link.js');
    const confirm = (question: string) => services.confirm({ kind: 'page' }, question);
    await openLink(location.hash, { base, workspace, library, repositories, images, runner, tasks, engines, confirm });
  };
  addEventListener('hashchange', () => void follow());
  let shown: string | undefined;
  workspace.subscribe(() => {
    const { plugins, selected } = workspace.state;
    if (selected?.pluginId === shown) return;
    shown = selected?.pluginId;
    const plugin = plugins.find(({ id }) => id === shown);
    if (plugin?.state.kind === 'asleep') void expect(plugin.id);
  });
  receiveFiles(base, app.actions);
  void follow();
  // Also while a person still reads what a plugin asks for: it then starts at once.
  prepareLater();
  library.onBrought = prepareLater;

  /** Has ready what the plugin needs that a person looks at; it will probably be run. */
  async function expect(id: string): Promise<void> {
    // One that can't be had now says so when it is run.
    expected = await library.live(id).then(
      ({ record }) => record,
      () => null,
    );
    prepareLater();
  }

  /** Makes a sandbox ready once nothing starts or runs that it would slow down, and saves what offline work needs. */
  function prepareLater(): void {
    whenIdle(() => {
      if (library.isBusy) setTimeout(prepareLater, RHYTHM_MILLISECONDS);
      // What the sandbox fetched is saved already, so the service worker fetches only the rest.
      else
        void pool
          .prepare()
          // What finds and starts the next plugin is better had before a person waits for it.
          .then(() => Promise.all([import('./plugins/locator.js'), import('./plugins/python_starter.js')]))
          .then(() => offline.save())
          .then(() => offlinePlugins())
          .then(() => library.learnMissing())
          .then(() => setTimeout(() => whenIdle(() => void store.recheck()), RECHECK_MILLISECONDS));
    });
  }
}

/** How long after a start what it used is verified; nothing else should be going on then. */
const RECHECK_MILLISECONDS = 15_000;

/** What a file is by its name: style sheets name fonts and pictures by it. */
function mediaTypeOf(url: string): string {
  const ending = /\.(\w+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? '';
  const pictures: { readonly [ending: string]: string } = { svg: 'image/svg+xml', jpg: 'image/jpeg' };
  if (/^(woff2?|ttf|otf)$/.test(ending)) return `font/${ending}`;
  return pictures[ending] ?? (/^(png|gif|jpeg|webp)$/.test(ending) ? `image/${ending}` : '');
}

/** How often it is looked whether the app has become idle. */
const RHYTHM_MILLISECONDS = 500;

function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(work, { timeout: 5000 });
  else setTimeout(work, 1000);
}

start().catch((error: unknown) => {
  showStartFailure(error);
  throw error;
});
