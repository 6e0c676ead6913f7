/** The composition root: makes the rooms of the app and wires them. Nothing imports it. */
import './ui/app.js';
import { AssetStore, OfflineClient, RecentFiles } from './assets/index.js';
import type { Sample } from './contracts/site.js';
import { type Caller, KeptAnswers, LazyBroker, openAnswerCache } from './host/index.js';
import { imjoyFormat, nested } from './imjoy/index.js';
import { Grants, Installer, type PluginRecord, PluginStore, pythonFormat, RuntimeFiles } from './plugins/index.js';
import { announceReady, publish } from './public.js';
import { SandboxPool } from './sandbox/index.js';
import type { CsApp } from './ui/app.js';
import { showStartFailure } from './ui/start_failure.js';
import { CallerApis } from './wiring/caller_apis.js';
import { LivePlugins } from './wiring/live_plugins.js';
import { PluginFrames } from './wiring/plugin_frames.js';
import { Preparation, whenIdle } from './wiring/preparation.js';
import { fetchSiteManifest } from './wiring/site_manifest.js';
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
import { type Lazy, lazily } from './workspace/lazily.js';
import { lazyEngines } from './workspace/lazy_engines.js';
import { lazyStorage } from './workspace/lazy_storage.js';
import { Library } from './workspace/library.js';
import { LinkedRows } from './workspace/linked_rows.js';
import type { SampleItem } from './workspace/model.js';
import type { WorkspaceModels } from './workspace/models.js';
import { NetworkLog } from './workspace/network_log.js';
import { watchOpen } from './workspace/open_before.js';
import { PermissionDesk } from './workspace/permission_desk.js';
import { Questions } from './workspace/questions.js';
import { receiveFiles } from './workspace/receive_files.js';
import { RecentHandles } from './workspace/recent_handles.js';
import { Repositories } from './workspace/repositories.js';
import { RunLog } from './workspace/run_log.js';
import { Runner } from './workspace/runner.js';
import { closeSources } from './workspace/source_keeper.js';
import { Tables } from './workspace/tables.js';
import { Tasks } from './workspace/tasks.js';
import { isThere } from './workspace/where_to_run.js';
import { WindowHandles } from './workspace/window_handles.js';
import { Workspace } from './workspace/workspace.js';

async function start(): Promise<void> {
  if (!isSecureContext) return showStartFailure(null);
  const installPrompt = new InstallPrompt();
  // The frame of the app stands at once, before anything is known.
  const app = document.createElement('cs-app') as CsApp;
  document.body.append(app);
  const base = new URL('./', document.baseURI);
  const site = await fetchSiteManifest(base);

  const workspace = new Workspace(firstStatus(site.version));
  const questions = new Questions(workspace);
  const tasks = new Tasks(workspace);
  const store = new AssetStore(base, {
    onStorageFull: (error) =>
      workspace.notify({ level: 'error', title: 'No room to keep a file', message: error.message, details: '' }),
  });
  const runtime = new RuntimeFiles(store, site.runtime);
  const preparation: Preparation = new Preparation({
    site,
    store,
    workspace,
    pool: () => pool,
    library: () => library,
    save: () => offline.save().then(() => offlinePlugins()),
  });
  const pool = new SandboxPool({
    files: runtime,
    onTaken: () => preparation.taken(),
    foresee: () => preparation.foresee(),
    deviceMemory: (navigator as Navigator & { deviceMemory?: number }).deviceMemory,
  });

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
    hasEngine: () => workspace.state.engines.some(isThere),
    ask: ({ text, ...request }) => {
      // While the person reads, what the plugin needs is brought into a sandbox.
      preparation.expect({ header: request.header, text });
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
  const models: Lazy<WorkspaceModels> = lazily(async () => {
    const { WorkspaceModels } = await import('./workspace/models.js');
    return WorkspaceModels.open({
      base,
      site,
      assets: store,
      workspace,
      tasks,
      desk,
      fetchAs,
      engineFetch: async (url) => (hasKeptEngines() ? (await engines()).fetchOf(url) : null),
    });
  });
  const fetchAs =
    (id: string): typeof fetch =>
    (input, init) =>
      broker.fetch(clientOf(library.record(id)), String(input), init);
  const imjoyServices = new WorkspaceImJoyServices(workspace, questions, base, () => ({ library, runner, services }));
  const apis = new CallerApis(services, imjoyServices);
  const handles = new WindowHandles(workspace);
  const frames = new PluginFrames({
    base,
    workspace,
    questions,
    handles,
    desk,
    apis,
    library: () => library,
    install: (caller, source) => services.installSource(caller, source),
    fetchFile: (record, url) => broker.file(clientOf(record), url, true),
    serveNetwork,
  });
  const live = new LivePlugins({
    pool,
    store,
    site,
    workspace,
    desk,
    apis,
    frames,
    engines: () => engines(),
    serveNetwork,
    onEnd: (id) => {
      apis.ended(id);
      void models
        .begun()
        ?.then((loaded) => loaded.releaseAll(id))
        .catch(() => undefined);
    },
  });
  const library: Library = new Library(workspace, installer, plugins, live.make, ({ id, sha256 }) =>
    grants.of(id, sha256),
  );
  library.whenRemoved((id) => {
    desk.forget(id);
    imjoyServices.forget(id);
    apis.forget(id);
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
  const opener = lazily(async () => {
    const { WindowOpener } = await import('./workspace/window_opener.js');
    return new WindowOpener(workspace, handles, {
      library,
      images,
      frames: frames.windows,
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
  const results = lazily(async () => new (await import('./workspace/results.js')).Results(workspace, images));
  const engines = lazily(async () => {
    const { Engines } = await import('./workspace/engines.js');
    const open = async (file: File) => app.actions?.openFiles([file]);
    const take = async (file: File) => {
      const { takeModel } = await import('./workspace/take_model.js');
      await takeModel(file, { site, workspace, tasks, kept: keptModels, offlinePlugins, open });
    };
    return new Engines({ workspace, library, results: await results(), tasks, questions, takeModel: take });
  });
  const keptModels = lazily(async () => {
    const [{ KeptModels }, { store }] = await Promise.all([import('./workspace/kept_models.js'), models()]);
    return new KeptModels(workspace, store);
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
      const [{ Storage }, { SampleUses }, loaded] = await Promise.all([
        import('./workspace/storage.js'),
        import('./workspace/sample_uses.js'),
        models(),
      ]);
      const recordOf = (id: string) => library.get(id);
      const sampleUses = new SampleUses(base);
      return new Storage({ site, assets: store, models: loaded, workspace, tasks, sampleUses, recordOf });
    }),
    keptModels,
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
  publish(site.version, nested(apis.of({ kind: 'page' })), workspace);
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
  preparation.watch();
  receiveFiles(base, app.actions);
  void follow();
  // Also while a person still reads what a plugin asks for: it then starts at once.
  preparation.later();
  library.onBrought = () => preparation.later();
}

start().catch((error: unknown) => {
  showStartFailure(error);
  throw error;
});
