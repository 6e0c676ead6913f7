/** What ONNX Runtime throws, as errors of the app. */
import { ModelError, type ModelFault } from '../contracts/errors.js';
import { faultWords } from './fault_words.js';

/** By ONNX Runtime's number (onnxruntime_c_api.h, OrtErrorCode). */
const FAULTS: readonly ModelFault[] = [
  'Fail',
  'Fail',
  'InvalidArgument',
  'NoSuchFile',
  'NoModel',
  'EngineError',
  'RuntimeException',
  'InvalidProtobuf',
  'ModelLoaded',
  'NotImplemented',
  'InvalidGraph',
  'EPFail',
];

const CODE = /ERROR_CODE: (\d+), ERROR_MESSAGE: ([\s\S]*)$/;
/** Without room a WebAssembly module throws, or ends itself, in one of these ways. */
const MEMORY =
  /bad_alloc|out of memory|failed to allocate|allocation fail|memory allocation|Array buffer allocation|Cannot enlarge memory|invalid array length|shape is too large|Integer overflow|size exceeds|Aborted\(OOM|memory\.grow/i;
/** After these the module's memory is in no known state. */
const BROKEN =
  /Aborted\(|memory access out of bounds|unreachable|table index is out of bounds|null function|\bRuntimeError/i;

/** Whether an error's name is one of ONNX Runtime's. */
export function isFault(name: string): name is ModelFault {
  return (FAULTS as readonly string[]).includes(name);
}

/** The fault after which a worker can't go on. */
export const ENDS_WORKER = 'EngineError' satisfies ModelFault;

/** What the browser's build calls otherwise than the native one, which scripts know. */
const NATIVE: readonly (readonly [RegExp, ModelFault])[] = [
  [/No Op registered for|No opset import for domain/, 'InvalidGraph'],
  [/\[ShapeInferenceError\]/, 'Fail'],
];

/**
 * @param doing what failed, such as `The model “unet.onnx” could not be loaded`.
 * @param node what to call the node that failed, where ONNX Runtime does not name it.
 */
export function modelError(error: unknown, doing: string, node: string | null = null): ModelError {
  if (error instanceof ModelError) return error;
  const said = saidBy(error);
  const [, code, words] = CODE.exec(said) ?? [];
  const isMemory = MEMORY.test(said) || typeof error === 'number';
  if (isMemory) {
    const message = `${doing}: it needs more memory than this browser gives. Give it a smaller input (or smaller tiles), or take a smaller model. ONNX Runtime said: ${faultWords(words ?? said)}`;
    return new ModelError(ENDS_WORKER, message, { cause: error });
  }
  const isBroken =
    BROKEN.test(said) || (typeof WebAssembly !== 'undefined' && error instanceof WebAssembly.RuntimeError);
  const native = NATIVE.find(([pattern]) => pattern.test(said))?.[1];
  const fault = isBroken ? ENDS_WORKER : (native ?? FAULTS[Number(code ?? 0)] ?? 'Fail');
  return new ModelError(fault, `${doing}: ${faultWords(words ?? said, node)}`, { cause: error });
}

/** What ONNX Runtime said. */
export function saidBy(error: unknown): string {
  return error instanceof Error ? error.message : thrownNumber(error);
}

/** Exceptions of C++ that nobody caught come as the address where they lie. */
function thrownNumber(error: unknown): string {
  return typeof error === 'number' ? `an exception without words (${error})` : String(error);
}
