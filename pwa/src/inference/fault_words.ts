/** What ONNX Runtime says when a model fails, in one sentence: what is wrong, in which tensor or operator, what to do. */

/** Where in its sources ONNX Runtime noticed it: a file, a line and the function with its parameters. */
const PLACE = /\/\S+\.(?:cc|h|hpp|cpp):\d+ [^(]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)\S*)+(?: const)? /g;
const SHORT_PLACE = /\b\w+\.(?:cc|h|hpp|cpp):\d+ \w+ /g;
const STATUS = /\[ONNXRuntimeError\] : \d+ : \w+ : /g;
/** The condition, as it stands in the sources. */
const CONDITION = /[\w:.\s=!<>|&()]+ was false\. /g;
const LONGEST = 600;

const OWN_OPERATORS = 'Export the model with operators of ONNX itself.';
const FITTING = 'Give inputs of the shapes that the model was made for.';
const BROKEN_GRAPH = 'The model itself is broken: export it again, and look at it with onnx.checker.';

type Words = (...parts: readonly string[]) => string;

/** The first that fits is taken; `$` of a pattern are the parts that its words name. */
const KNOWN: readonly (readonly [RegExp, Words])[] = [
  [
    /Opset (\d+) is under development.* domain (\S+) is till opset (\d+)/,
    (opset, domain, last) =>
      `it uses opset ${opset} of ${domain}, and ONNX Runtime for the browser knows up to ${last}. Export the model for opset ${last} or an older one.`,
  ],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    (version, last) =>
      `its file is of version ${version} of ONNX's format (IR), and ONNX Runtime for the browser reads up to ${last}. Save the model again with ir_version ${last}.`,
  ],
  [
    /Missing opset in the model/,
    () => 'its file does not say for which opset it was made. Export it again with a tool that writes opset_import.',
  ],
  [
    /Fatal error: ([\w.]*:?\w+)\(-?\d+\) is not a registered function\/op/,
    (operator) => `its operator ${operator} is not in ONNX Runtime for the browser. ${OWN_OPERATORS}`,
  ],
  [
    /No Op registered for (\S+) with domain_version of (\d+)/,
    (operator, opset) =>
      `there is no operator ${operator} in opset ${opset}, for which it was made. ${OWN_OPERATORS} If ${operator} is a newer one, export for a newer opset.`,
  ],
  [
    /No opset import for domain '(.*?)'/,
    (domain) => `its operators of ${domain} are not in ONNX Runtime for the browser. ${OWN_OPERATORS}`,
  ],
  [
    /Could not find an implementation for (\w+)\((\d+)\) node with name '(.*?)'/,
    (operator, opset, node) =>
      `ONNX Runtime for the browser does not have the operator ${operator} of opset ${opset} for the types of ${nodeWords(node)}. Export the model in float32, or for a newer opset.`,
  ],
  [
    /Failed to load external data file "+(.*?)"+/,
    (file) =>
      `“${file}” does not hold the tensors that the model looks for in it. Give the file that was saved together with the model.`,
  ],
  [
    /Non-zero status code returned while running (\w+) node\. Name:'(.*?)' Status Message: (.*)/,
    (operator, node, why) =>
      `its operator ${operator}${node === '' ? '' : ` (node “${node}”)`} failed: ${ended(why)} ${FITTING}`,
  ],
  [
    /broadcast an axis by a dimension other than 1\. (\d+) by (\d+)/,
    (one, other) => `two of its tensors do not fit together: an axis of ${one} meets one of ${other}. ${FITTING}`,
  ],
  [
    /(?:This is an invalid model\. |Invalid model\. )(?:Error: )?(.*)|(Type Error: .*)|\[ShapeInferenceError\] (.*)|(Initializer '.*)/,
    (...why) => `${ended(why.find((each) => each !== '') ?? '')} ${BROKEN_GRAPH}`,
  ],
  [/protobuf/i, () => 'it is no ONNX model, or not a whole one. Fetch or save it again.'],
];

/** Whether an operator failed and ONNX Runtime does not say which: it throws in the midst of it, or when it is made. */
export function isWithoutNode(said: string): boolean {
  if (said.includes('OrtRun()')) return !/while running \w+ node|Missing Input/.test(said);
  return said.includes('[ShapeInferenceError]') && !/\bnode\b/i.test(said);
}

/**
 * @param said ONNX Runtime's message, without its number.
 * @param node what to call the node that failed, where it was found out.
 */
export function faultWords(said: string, node: string | null = null): string {
  const words = knownWords(plain(said));
  if (node === null) return words;
  return `${node} failed: ${words}${words.includes(FITTING) || words.includes(BROKEN_GRAPH) ? '' : ` ${FITTING}`}`;
}

function knownWords(text: string): string {
  for (const [pattern, words] of KNOWN) {
    const found = pattern.exec(text);
    if (found !== null) return words(...found.slice(1).map((part) => part ?? ''));
  }
  return ended(text);
}

function nodeWords(name: string): string {
  return name === '' ? 'one of its nodes' : `the node “${name}”`;
}

/** Without the places in ONNX Runtime's own sources. */
function plain(said: string): string {
  const text = said.trim().replace(/\s+/g, ' ');
  const clean = text.replace(PLACE, '').replace(STATUS, '').replace(SHORT_PLACE, '').replace(CONDITION, '');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}

function ended(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
