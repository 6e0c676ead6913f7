/** What ONNX Runtime throws, as errors of the app: its sentence kept, and what to do added where that is known. */
import { ModelError, type ModelFault } from '../contracts/errors.js';

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
  /Aborted\(|memory access out of bounds|unreachable|table index is out of bounds|null function|RuntimeError/i;

/** Where in its sources ONNX Runtime noticed it, and its number once more. */
const PLACE = /\/\S+\.(?:cc|h|hpp|cpp):\d+ .*?\) (?=[A-Z[])/g;
const STATUS = /\[ONNXRuntimeError\] : \d+ : \w+ : /g;

/** The fault after which a worker can't go on. */
export const ENDS_WORKER = 'EngineError' satisfies ModelFault;

/** @param doing what failed, such as `The model “unet.onnx” could not be loaded`. */
export function modelError(error: unknown, doing: string): ModelError {
  if (error instanceof ModelError) return error;
  const said = error instanceof Error ? error.message : thrownNumber(error);
  const [, code, words] = CODE.exec(said) ?? [];
  const isMemory = MEMORY.test(said) || typeof error === 'number';
  if (isMemory) {
    const message = `${doing}: it needs more memory than this browser gives. Give it a smaller input (or smaller tiles), or take a smaller model. ONNX Runtime said: ${short(words ?? said)}`;
    return new ModelError(ENDS_WORKER, message, { cause: error });
  }
  const isBroken =
    BROKEN.test(said) || (typeof WebAssembly !== 'undefined' && error instanceof WebAssembly.RuntimeError);
  const fault = isBroken ? ENDS_WORKER : (FAULTS[Number(code ?? 0)] ?? 'Fail');
  return new ModelError(fault, `${doing}: ${short(words ?? said)}${advice(words ?? said)}`, { cause: error });
}

function advice(said: string): string {
  if (/is not a registered function\/op|No op registered|no kernel|Could not find an implementation/i.test(said))
    return ' This operator is not in ONNX Runtime for the browser; export the model with operators of ONNX itself.';
  if (/opset/i.test(said)) return ' Export the model for an older version of the operators (opset).';
  if (/protobuf parsing failed|Protobuf/i.test(said)) return ' The file is no ONNX model, or not a whole one.';
  return '';
}

function short(said: string): string {
  const text = said.trim().replace(/\s+/g, ' ').replace(PLACE, '').replace(STATUS, '');
  const cut = text.length > 600 ? `${text.slice(0, 600)}…` : text;
  return /[.!?…]$/.test(cut) ? cut : `${cut}.`;
}

/** Exceptions of C++ that nobody caught come as the address where they lie. */
function thrownNumber(error: unknown): string {
  return typeof error === 'number' ? `an exception without words (${error})` : String(error);
}
