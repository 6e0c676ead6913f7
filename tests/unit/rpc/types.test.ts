import { describe, expect, expectTypeOf, it } from 'vitest';
import * as rpc from '../../../pwa/src/rpc/index.js';
import {
  type CallOptions,
  Kwargs,
  MessagePortEndpoint,
  NDArray,
  Peer,
  type RemoteMethod,
} from '../../../pwa/src/rpc/index.js';

interface Plugin {
  count(image: NDArray, sigma: number): Promise<NDArray>;
  name(): string;
  readonly version: number;
}

describe('the types of a far object', () => {
  const peer = new Peer<Plugin>(new MessagePortEndpoint(new MessageChannel().port1));
  const { root } = peer;
  const image = new NDArray([1], [1]);

  it('are those of its methods, awaited', () => {
    expectTypeOf(root.name).returns.toEqualTypeOf<Promise<string>>();
    expectTypeOf(root.count).returns.toEqualTypeOf<Promise<NDArray>>();
    expectTypeOf(root.version).toEqualTypeOf<RemoteMethod>();
  });

  it('let options and keywords follow the arguments', () => {
    const options: CallOptions = { signal: new AbortController().signal };
    expectTypeOf(root.count).toBeCallableWith(image, 2, options);
    expectTypeOf(root.count).toBeCallableWith(image, 2, new Kwargs({}), options);
    // @ts-expect-error an argument is missing
    expectTypeOf(root.count).toBeCallableWith(image);
    peer.close();
  });
});

describe('the public names', () => {
  it('are these', () => {
    expect(Object.keys(rpc).sort()).toMatchInlineSnapshot(`
      [
        "BufferPool",
        "ClockTime",
        "Codecs",
        "Coded",
        "Complex",
        "DTYPES",
        "Duration",
        "Emitter",
        "Figure",
        "Kwargs",
        "LIMITS",
        "Markup",
        "MessagePortEndpoint",
        "NDArray",
        "NotReadable",
        "Peer",
        "PeerPort",
        "Plot",
        "RecordArray",
        "RemoteFile",
        "Table",
        "expose",
        "fromBrain",
        "fromHalf",
        "handOver",
        "isCallOptions",
        "looksLikeTable",
        "sharedCodecs",
        "splitArguments",
        "tableOf",
        "toBrain",
        "toHalf",
        "withContext",
      ]
    `);
  });
});
