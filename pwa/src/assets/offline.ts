/** The page's side of the service worker: register, become isolated, save for offline, bring in a new version. */
import type { FromWorker, Standing, ToWorker } from '../../../service_worker/asset_cache.js';
import type { SiteManifest } from '../contracts/site.js';
import type { OfflineChange, OfflineState } from './offline_state.js';

export interface OfflineDependencies {
  /** Whether the page may reload itself now: the person has done nothing in it yet. */
  readonly mayReload: () => boolean;
  readonly onChange: (change: OfflineChange) => void;
  /** Absent where the browser has none, or the page does not come from a secure origin. */
  readonly container?: ServiceWorkerContainer | undefined;
  readonly reload?: () => void;
  /** Remembers, for as long as the tab lives, that it has reloaded to become isolated. */
  readonly session?: Pick<Storage, 'getItem' | 'setItem'>;
}

const RELOADED = 'coverslip-isolation-reload';
/** How long a first visit waits for the service worker before the page goes on without it. */
const FIRST_VISIT = 3000;
/** Without a word from a worker that saves, the browser has ended it. */
const SILENCE = 20_000;
/** When nobody has asked for it by then, saving begins by itself. */
const UNASKED = 10_000;
const ANSWER = 10_000;
const RETRY = [30_000, 60_000, 300_000];
const UPDATE_RHYTHM = 3_600_000;

export class OfflineClient {
  readonly #base: URL;
  readonly #site: Pick<SiteManifest, 'version'>;
  readonly #dependencies: OfflineDependencies;
  readonly #container: ServiceWorkerContainer | undefined;
  #registration: ServiceWorkerRegistration | null = null;
  #state: OfflineState = { kind: 'unsupported' };
  #updateReady = false;
  #hadController = false;
  #reloading = false;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retries = 0;
  #saveWanted = false;
  #lookedAt = 0;

  constructor(base: URL, site: Pick<SiteManifest, 'version'>, dependencies: OfflineDependencies) {
    this.#base = base;
    this.#site = site;
    this.#dependencies = dependencies;
    this.#container = 'container' in dependencies ? dependencies.container : globalThis.navigator?.serviceWorker;
  }

  get state(): OfflineState {
    return this.#state;
  }

  /**
   * Registers the service worker. On a first visit it waits some time for it, and reloads the page once if that
   * isolates it; then the promise never resolves, so nothing more is begun.
   */
  async start(): Promise<void> {
    const container = this.#container;
    if (!container) return this.#set({ kind: 'unsupported' });
    this.#hadController = this.#controller() !== null;
    container.addEventListener('controllerchange', () => this.#controllerChanged());
    container.addEventListener('message', (event: MessageEvent<FromWorker>) => this.#hear(event.data));
    container.startMessages();
    globalThis.addEventListener?.('online', () => void this.#retryNow());
    globalThis.document?.addEventListener('visibilitychange', () => this.#cameBack());
    try {
      const script = new URL('sw.js', this.#base).href;
      const options = { scope: this.#base.href, updateViaCache: 'none' } as const;
      this.#registration = await container.register(script, options);
    } catch {
      // No such script, a denied storage: the app works all the same, with a network.
      return this.#set({ kind: 'unsupported' });
    }
    this.#set({ kind: 'saving', fraction: null });
    this.#lookedAt = Date.now();
    this.#followUpdates(this.#registration);
    if (!this.#hadController) await this.#firstControl(container);
    await this.#isolate();
    await this.#refresh();
    this.#watch ??= setTimeout(() => void this.save(), UNASKED);
  }

  /** Has all saved that is needed offline; the state tells how far it is. Call it when the page has time. */
  async save(): Promise<void> {
    if (this.#state.kind === 'unsupported' || this.#state.kind === 'ready') return;
    this.#saveWanted = true;
    const worker = this.#worker();
    if (!worker) return;
    if (this.#state.kind !== 'saving') this.#set({ kind: 'saving', fraction: null });
    post(worker, { type: 'save' });
    this.#expectWord();
  }

  /** Reloads every tab into the version that waits. */
  applyUpdate(): void {
    const waiting = this.#registration?.waiting;
    if (waiting) post(waiting, { type: 'activate' });
    else this.#reload();
  }

  /** Looks for a new version of the site; `updateReady` tells when it is there. */
  async checkForUpdate(): Promise<void> {
    this.#lookedAt = Date.now();
    await this.#registration?.update().catch(() => undefined);
  }

  /** Asks the browser never to clear what is kept here. @returns its answer; null when it can't be asked. */
  async persist(): Promise<boolean | null> {
    const storage = globalThis.navigator?.storage;
    if (!storage?.persist) return null;
    return (await storage.persisted?.()) || storage.persist();
  }

  /** Waits for the first service worker of a first visit to take over, but not for long. */
  #firstControl(container: ServiceWorkerContainer): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, FIRST_VISIT);
      const done = (): void => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#controller()) done();
      else container.addEventListener('controllerchange', done, { once: true });
    });
  }

  /** Reloads once a session, when the headers of the service worker are what the page lacks. */
  async #isolate(): Promise<void> {
    if (!this.#reloading && this.#lacksIsolation() && this.#mayReloadOnce()) this.#reload();
    // A page that is about to go begins nothing more.
    if (this.#reloading) await new Promise(() => undefined);
  }

  #lacksIsolation(): boolean {
    return globalThis.crossOriginIsolated === false && this.#controller() !== null;
  }

  #mayReloadOnce(): boolean {
    const { mayReload } = this.#dependencies;
    try {
      const { session = globalThis.sessionStorage } = this.#dependencies;
      if (!mayReload() || session.getItem(RELOADED) !== null) return false;
      session.setItem(RELOADED, this.#site.version);
      return true;
    } catch {
      // Where nothing can be remembered a reload might go on for ever.
      return false;
    }
  }

  #controllerChanged(): void {
    if (!this.#controller()) return;
    // The first worker has claimed a page that it did not load; later ones bring another version.
    if (this.#hadController) {
      this.#reload();
      return;
    }
    this.#hadController = true;
    void this.#isolate()
      .then(() => this.#refresh())
      .then(() => (this.#saveWanted ? this.save() : undefined));
  }

  #reload(): void {
    if (this.#reloading) return;
    this.#reloading = true;
    (this.#dependencies.reload ?? (() => location.reload()))();
  }

  #followUpdates(registration: ServiceWorkerRegistration): void {
    const look = (): void => {
      if (registration.waiting && registration.active) this.#setUpdateReady();
    };
    look();
    registration.addEventListener('updatefound', () => {
      registration.installing?.addEventListener('statechange', look);
    });
  }

  /** Reads from the worker what is missing. */
  async #refresh(): Promise<void> {
    const worker = this.#worker();
    const standing = worker && (await ask(worker));
    if (!standing) return;
    if (standing.missing.length === 0) this.#set({ kind: 'ready' });
    else if (globalThis.navigator?.onLine === false) this.#set({ kind: 'incomplete', missing: standing.missing });
  }

  #hear(message: FromWorker): void {
    if (message?.scope !== this.#base.href) return;
    switch (message.type) {
      case 'saving':
        this.#set({ kind: 'saving', fraction: message.total > 0 ? message.done / message.total : null });
        this.#expectWord();
        break;
      case 'saved':
        clearTimeout(this.#watch);
        this.#settle(message.standing);
        break;
    }
  }

  #settle({ missing }: Standing): void {
    if (missing.length === 0) {
      this.#retries = 0;
      this.#set({ kind: 'ready' });
      return;
    }
    this.#set({ kind: 'incomplete', missing });
    const pause = RETRY[Math.min(this.#retries++, RETRY.length - 1)];
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.save(), pause);
  }

  /** A browser may end a worker at any time; asked again, it goes on with what is missing. */
  #expectWord(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => void this.save(), SILENCE);
  }

  async #retryNow(): Promise<void> {
    if (this.#state.kind === 'incomplete') await this.save();
  }

  #cameBack(): void {
    if (document.visibilityState !== 'visible') return;
    if (Date.now() - this.#lookedAt > UPDATE_RHYTHM) void this.checkForUpdate();
  }

  #worker(): ServiceWorker | null {
    // A page that was reloaded past its caches has no controller, but its site may have a worker.
    return this.#controller() ?? this.#registration?.active ?? null;
  }

  /** The worker of this site that serves this page; that of a site around it is none of ours. */
  #controller(): ServiceWorker | null {
    const controller = this.#container?.controller;
    return controller?.scriptURL === new URL('sw.js', this.#base).href ? controller : null;
  }

  #setUpdateReady(): void {
    if (this.#updateReady) return;
    this.#updateReady = true;
    this.#dependencies.onChange({ updateReady: true });
  }

  #set(state: OfflineState): void {
    this.#state = state;
    this.#dependencies.onChange({ offline: state });
  }
}

function post(worker: ServiceWorker, message: ToWorker, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}

/** @returns null when no answer comes: a worker that can't tell is no reason to hold the page up. */
function ask(worker: ServiceWorker): Promise<Standing | null> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(null), ANSWER);
    port1.onmessage = (event: MessageEvent<Standing>) => {
      clearTimeout(timer);
      port1.close();
      resolve(event.data);
    };
    post(worker, { type: 'status' }, [port2]);
  });
}
