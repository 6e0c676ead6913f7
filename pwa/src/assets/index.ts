/** The site's files in this browser: by content, verified, offline. */
export { sha256Of } from '../../../service_worker/asset_cache.js';
export type { DownloadState } from './download_rate.js';
export { OfflineClient, type OfflineDependencies } from './offline.js';
export type { OfflineChange, OfflineState } from './offline_state.js';
export { RecentFiles } from './recent_files.js';
export {
  AssetStore,
  type AssetStoreDependencies,
  type FetchUrlOptions,
  type GetOptions,
  type StorageUsage,
} from './store.js';
