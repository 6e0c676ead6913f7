/** Reads the options that a caller gave for loading a model. Callers are not trusted: every value is looked at. */
import type { LoadOptions, ModelSource, SessionOptions } from '../contracts/model.js';
import { fail, fileOrAddress, isRecord, known } from './arguments.js';

const FN = 'models.load';
const KEYS = ['device', 'sha256', 'name', 'externalData', 'beside', 'session'] as const;

type Check = (value: unknown) => boolean;
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const isBoolean: Check = (value) => typeof value === 'boolean';

const SESSION: { readonly [name in keyof SessionOptions]-?: Check } = {
  graphOptimizationLevel: oneOf('disabled', 'basic', 'extended', 'layout', 'all'),
  executionMode: oneOf('sequential', 'parallel'),
  enableCpuMemArena: isBoolean,
  enableMemPattern: isBoolean,
  logSeverityLevel: oneOf(0, 1, 2, 3, 4),
  freeDimensionOverrides: (value) => isRecord(value) && Object.values(value).every(Number.isSafeInteger),
};

/** A file, its bytes, an address, or `sha256:…` for a model that is kept. */
export function modelSource(value: unknown): ModelSource {
  if (value instanceof Uint8Array) return value as Uint8Array<ArrayBuffer>;
  const isKept = typeof value === 'string' && /^sha256:[0-9a-f]{64}$/i.test(value);
  return isKept ? new URL(value) : fileOrAddress(FN, value);
}

/** @throws TypeError naming the option. */
export function loadOptions(value: unknown): LoadOptions {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) return fail(FN, 'an object of options', value);
  known(FN, value, KEYS);
  const { device, sha256, name, externalData, beside, session } = value;
  return {
    ...(given(device) && { device: checkedDevice(device) }),
    ...(given(sha256) && { sha256: checkedHash('sha256', sha256) }),
    ...(given(name) && { name: typeof name === 'string' ? name : fail(FN, '“name”, a text', name) }),
    ...(given(externalData) && { externalData: checkedFiles(externalData) }),
    ...(given(beside) && { beside: checkedHash('beside', beside) }),
    ...(given(session) && { session: checkedSession(session) }),
  };
}

function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function checkedDevice(value: unknown): 'auto' | 'cpu' | 'webgpu' {
  if (value === 'auto' || value === 'cpu' || value === 'webgpu') return value;
  return fail(FN, '“device”, one of auto, cpu and webgpu', value);
}

function checkedHash(name: string, value: unknown): string {
  if (typeof value === 'string' && /^[0-9a-f]{64}$/i.test(value)) return value.toLowerCase();
  return fail(FN, `“${name}”, a sha256 of 64 hexadecimal digits`, value);
}

function checkedFiles(value: unknown): { readonly [path: string]: Blob } {
  if (!isRecord(value)) return fail(FN, '“externalData”, files by their names', value);
  const files = Object.entries(value).map(([path, content]): [string, Blob] => {
    if (content instanceof Blob) return [path, content];
    if (content instanceof Uint8Array) return [path, new Blob([new Uint8Array(content)])];
    return fail(FN, `the file “${path}” of externalData as a file or bytes`, content);
  });
  return Object.fromEntries(files);
}

function checkedSession(value: unknown): SessionOptions {
  if (!isRecord(value)) return fail(FN, '“session”, an object of options', value);
  known(FN, value, Object.keys(SESSION));
  for (const [name, each] of Object.entries(value))
    if (!SESSION[name as keyof SessionOptions](each)) fail(FN, `a value that “session.${name}” takes`, each);
  return value as SessionOptions;
}
