// A page without a browser: boots Pyodide under Node, serves `coverslip.runtime` on a real MessagePort, plays the host
// with frames written by hand, and prints what it saw as JSON.
//
//   node pyodide_page.mjs JOB      JOB is JSON: {pyodide, wheels: [path, …], packages, plugin, images: {name: path}}
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';

const job = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const { loadPyodide } = await import(pathToFileURL(path.join(job.pyodide, 'pyodide.mjs')));
const py = await loadPyodide();
for (const wheel of job.wheels) py.unpackArchive(new Uint8Array(fs.readFileSync(wheel)), 'wheel');
py.FS.mkdirTree('/packages');
py.FS.mount(py.FS.filesystems.NODEFS, { root: job.packages }, '/packages');
py.runPython('import sys; sys.path.insert(0, "/packages"); sys.dont_write_bytecode = True');

const interrupt = new Uint8Array(new SharedArrayBuffer(1));
py.setInterruptBuffer(interrupt);

/** One end of a connection, with frames as the contract has them. */
class Page {
  constructor(port) {
    this.port = port;
    this.last = 0;
    this.pending = new Map();
    this.logs = [];
    this.pools = [];
    port.on('message', (data) => {
      const [header, ...attachments] = typeof data === 'string' ? [data] : data;
      this.receive(JSON.parse(header), attachments);
    });
    this.send({ t: 'hello', v: 1 });
  }

  send(message, attachments = []) {
    const moved = attachments.filter((each) => each instanceof ArrayBuffer || each.constructor.name === 'MessagePort');
    this.port.postMessage([JSON.stringify(message), ...attachments], moved);
  }

  receive(message, attachments) {
    if (message.t === 'ok' || message.t === 'err') {
      this.pending.get(message.id)({ ...message, attachments });
    } else if (message.t === 'pool') {
      this.pools.push(attachments.map((each) => each.byteLength));
    } else if (message.t === 'call') {
      this.logs.push(message.args[0]);
      this.send({ t: 'ok', id: message.id, v: null });
    }
  }

  /** @returns the answer's message with its attachments. */
  call(fn, args = [], attachments = [], kw = {}) {
    this.last += 1;
    const id = this.last;
    const answer = new Promise((resolve) => this.pending.set(id, resolve));
    this.send({ t: 'call', id, obj: 0, fn, args, kw }, attachments);
    return answer;
  }

  run(op, args = [], attachments = [], kwargs = {}) {
    return this.call('run', [op, args, kwargs], attachments);
  }
}

const { port1, port2 } = new MessageChannel();
py.pyimport('coverslip.runtime').serve(port2);
const page = new Page(port1);
const seen = {};

const array = (dtype, shape, b = 0, more = {}) => ({ $: 'ndarray', b, dtype, shape, order: 'C', ...more });
const bytes = (values) => new Uint8Array(values).buffer;

const loaded = await page.call('load', [fs.readFileSync(job.plugin, 'utf8'), 'probe.py', { dependencies: ['numpy'] }]);
seen.ops = loaded.v.ops?.map((op) => op.name) ?? loaded.v;

// A large array and back: copied once each way, the emptied buffer given back.
const size = 1 << 20;
const sent = new Uint8Array(size).fill(7).buffer;
const inverted = await page.run(
  'invert',
  [array('uint8', [1024, 1024], 0, { kind: 'image', scale: [1, 0.5], unit: 'µm' })],
  [sent],
);
const view = new Uint8Array(inverted.attachments[0] ?? 0);
seen.inverted = {
  value: inverted.v,
  all: view.length === size && view.every((x) => x === 248),
  detached: sent.byteLength === 0,
};
seen.pools = [...page.pools];

// A buffer that is given back is used for the next array of its size.
page.send({ t: 'pool' }, [inverted.attachments[0]]);
seen.kept = [(await page.run('kept')).v];
const again = await page.run('invert', [array('uint8', [1024, 1024])], [new ArrayBuffer(size)]);
seen.again = new Uint8Array(again.attachments[0]).every((x) => x === 255);
seen.kept.push((await page.run('kept')).v);

seen.echoes = {};
for (const [dtype, width] of Object.entries(job.dtypes)) {
  const values = Array.from({ length: 6 * width }, (_, index) => (dtype === 'bool' ? index % 2 : index));
  const answer = await page.run('echo', [array(dtype, [2, 3])], [bytes(values)]);
  seen.echoes[dtype] = answer.v.dtype === dtype && Buffer.from(answer.attachments[0]).equals(Buffer.from(values));
}
const fortran = await page.run('echo', [{ ...array('uint8', [2, 3]), order: 'F' }], [bytes([1, 2, 3, 4, 5, 6])]);
seen.fortran = { order: fortran.v.order, bytes: [...new Uint8Array(fortran.attachments[0])] };
seen.empty = (await page.run('echo', [array('float32', [0, 3])], [bytes([])])).v;
seen.values = (await page.run('echo', [{ a: [1, 2.5, null, 'größe 🔬', { $: 'int', v: '9007199254740993' }] }])).v;

// Files both ways.
const file = await page.run(
  'shout',
  [{ $: 'blob', b: 0, name: 'a.txt' }],
  [new Blob(['hello'], { type: 'text/plain' })],
);
seen.file = { value: file.v, text: await file.attachments[0].text(), type: file.attachments[0].type };

const pieces = await page.run('pieces', [{ $: 'blob', b: 0 }], [new Blob(['hello'])]);
seen.pieces = pieces.attachments.map((piece) => Buffer.from(piece).toString());

// What goes wrong stays within its call.
seen.error = (await page.run('fail')).v;
seen.missing = (await page.run('absent')).v;
seen.left = (await page.run('leave')).v;
seen.memory = (await page.run('devour')).v;

// Another plugin, over a port of its own.
const direct = new MessageChannel();
await page.call('connect', [{ $: 'peer', b: 0, name: 'other', methods: [] }], [direct.port1]);
const other = new Page(direct.port2);
seen.direct = (await other.call('double', [], [], { x: 21 })).v;
seen.hidden = (await other.call('load', ['', '', {}])).v.type;

// A flood of lines.
page.logs.length = 0;
await page.run('chatter');
const lines = page.logs.join('\n').split('\n');
seen.flood = {
  messages: page.logs.length,
  lines: lines.filter((line) => !line.startsWith('…')).length,
  leftOut: lines.filter((line) => line.startsWith('…')).reduce((sum, line) => sum + Number(line.split(' ')[1]), 0),
};

// Loops that never end, stopped through the interrupt byte while Python runs.
seen.stopped = {};
for (const op of ['loop', 'loop_printing', 'loop_reporting', 'loop_in_numpy', 'loop_in_task']) {
  // This thread is Python's and busy, so another one sets the byte; again and again, since on a slow machine the first
  // time may come before the loop has begun.
  const stopper = new Worker('setInterval(() => { require("worker_threads").workerData[0] = 2; }, 200)', {
    eval: true,
    workerData: interrupt,
  });
  seen.stopped[op] = (await page.run(op)).v.type;
  await stopper.terminate();
}
// An interrupt that comes when nothing runs does no harm.
interrupt[0] = 2;
seen.after = (await page.run('double', [4])).v;

seen.images = {};
for (const [name, place] of Object.entries(job.images)) {
  const answer = await page.run('look', [{ $: 'bytes', b: 0 }, name], [new Uint8Array(fs.readFileSync(place)).buffer]);
  seen.images[name] = answer.v;
}

console.log(JSON.stringify(seen));
process.exit(0);
