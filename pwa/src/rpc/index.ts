/** Calls between the page, plugins and their windows. */
export { type Codec, Codecs, Coded, NotReadable, sharedCodecs } from './codecs.js';
export { Complex } from './complex.js';
export { type CallContext, withContext } from './context.js';
export { DTYPES, type DType, type TypedArray } from './dtype.js';
export { Emitter } from './emitter.js';
export { handOver } from './encode.js';
export { type Endpoint, MessagePortEndpoint } from './endpoint.js';
export { expose } from './exportable.js';
export { Figure } from './figure.js';
export { fromHalf, toHalf } from './half.js';
export { LIMITS, type Limits } from './limits.js';
export { type ArrayKind, type ArrayMeta, NDArray } from './ndarray.js';
export { type CallArguments, type CallOptions, isCallOptions, Kwargs, splitArguments } from './options.js';
export { Peer, type PeerOptions } from './peer.js';
export { PeerPort } from './peer_port.js';
export { BufferPool } from './pool.js';
export type { Remote, RemoteFunction, RemoteIterator, RemoteMethod, RemoteObject } from './remote.js';
export { Table } from './table.js';
