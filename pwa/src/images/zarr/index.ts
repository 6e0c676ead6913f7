/** OME-Zarr. Loaded when the first image of its kind is opened. */
export { type DecodeChunk, unpackBy } from './codecs.js';
export { fetchPart } from './fetch_part.js';
export { folderStore, httpStore, zipStore } from './stores.js';
export { openZarr } from './zarr_source.js';
