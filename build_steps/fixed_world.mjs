// Imported first where the output has to be the same bytes on every run: clock and randomness stand still.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

let state = 20260101;
function next() {
  // The generator of C's rand(): quality does not matter here, only that it repeats.
  state = (Math.imul(state, 1103515245) + 12345) >>> 0;
  return state;
}
function fill(view) {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let i = 0; i < bytes.length; i++) bytes[i] = next() >>> 16;
  return view;
}
globalThis.crypto.getRandomValues = fill;
crypto.randomFillSync = fill;
crypto.randomBytes = (size) => fill(Buffer.alloc(size));
syncBuiltinESMExports();
Math.random = () => next() / 2 ** 32;

const RealDate = Date;
const moment = Date.UTC(2026, 0, 1);
globalThis.Date = class extends RealDate {
  constructor(...args) {
    super(...(args.length ? args : [moment]));
  }
  static now() {
    return moment;
  }
};
performance.now = () => 1;
