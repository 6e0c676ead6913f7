/** Fetches the packages that a plugin needs. */
import type { AssetStore } from '../assets/index.js';
import type { PackageEntry } from '../contracts/site.js';
import type { FetchOptions } from '../sandbox/index.js';

/** The packages' archives, in order. */
export async function loadPackages(
  store: AssetStore,
  packages: readonly PackageEntry[],
  options: FetchOptions,
): Promise<Blob[]> {
  const total = packages.reduce((sum, { archive }) => sum + archive.size, 0);
  const done = packages.map(() => 0);
  return Promise.all(
    packages.map(({ archive }, i) =>
      store.blob(archive, {
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onProgress: (fraction) => {
          done[i] = fraction * archive.size;
          options.onProgress?.(done.reduce((a, b) => a + b, 0) / total);
        },
      }),
    ),
  );
}

/** Bytes that are still to be fetched before the packages can be loaded. */
export async function missingPackageBytes(store: AssetStore, packages: readonly PackageEntry[]): Promise<number> {
  const missing = await store.missing(packages.map(({ archive }) => archive));
  return missing.reduce((sum, ref) => sum + ref.transfer, 0);
}
