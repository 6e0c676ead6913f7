/** The other end of every way to call from the page: one worker for each, so that none waits for another. */
import * as Comlink from 'comlink';
import { handOver, MessagePortEndpoint, Peer } from '../../../pwa/src/rpc/index.js';
import { imjoy } from './imjoy_connection.js';

type Way = 'message' | 'transfer' | 'ours' | 'comlink' | 'imjoy';

function serve(way: Way, port: MessagePort): void {
  switch (way) {
    case 'message':
      port.onmessage = ({ data }: MessageEvent<unknown>) => port.postMessage(data);
      return;
    case 'transfer':
      port.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => port.postMessage(data, [data]);
      return;
    case 'ours':
      new Peer(new MessagePortEndpoint(port), {
        root: { nothing: () => null, echo: (value: object) => handOver(value as Float32Array) },
        name: 'The page',
      });
      return;
    case 'comlink':
      Comlink.expose(
        {
          nothing: () => null,
          echo: (value: Float32Array<ArrayBuffer>) => Comlink.transfer(value, [value.buffer]),
        },
        port,
      );
      return;
    case 'imjoy':
      void imjoy(port).rpc.setInterface({ nothing: () => null, echo: (value: unknown) => value });
      return;
  }
}

self.onmessage = ({ data: [way, port] }: MessageEvent<readonly [Way, MessagePort]>) => serve(way, port);
