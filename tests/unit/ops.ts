/** Ops as plugins describe them, with only what a test is about written out. */
import type { OpDescription, ParamDescription, ParamType } from '../../pwa/src/contracts/plugin.js';

export function op(...params: ParamDescription[]): OpDescription {
  return { name: 'op', title: 'Op', doc: '', params, results: [] };
}

export function param(name: string, type: ParamType, more: Partial<ParamDescription> = {}): ParamDescription {
  return { name, title: name, doc: '', required: false, optional: false, default: null, type, ...more };
}

export function number(more: Partial<Extract<ParamType, { kind: 'number' }>> = {}): ParamType {
  return { kind: 'number', integer: false, min: null, max: null, step: null, unit: '', widget: 'field', ...more };
}
