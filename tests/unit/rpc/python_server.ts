/** CPython over a real WebSocket: tests/unit/python/socket_echo.py in a process of its own. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import WebSocketOfNode from 'ws';
import { WebSocketEndpoint, type WebSocketOptions } from '../../../pwa/src/rpc/websocket_endpoint.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface PythonServer {
  readonly url: string;
  endpoint(options?: WebSocketOptions): WebSocketEndpoint;
  stop(): Promise<void>;
}

/** Node 20 has no WebSocket; that of `ws` has the same interface. */
function open(url: string): WebSocket {
  return new WebSocketOfNode(url, ['coverslip.1']) as unknown as WebSocket;
}

export async function pythonServer(): Promise<PythonServer> {
  const child = spawn(`${root}.venv/bin/python`, ['-m', 'tests.unit.python.socket_echo'], {
    cwd: root,
    env: { ...process.env, PYTHONPATH: `${root}wasm_packages` },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}.`)));
  });
  const url = `ws://127.0.0.1:${port}/`;
  return {
    url,
    endpoint: (options) => new WebSocketEndpoint(url, { open, ...options }),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.stdin.end();
      }),
  };
}
