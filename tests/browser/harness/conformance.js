// Runs ONNX's node cases twice: by `coverslip.api.models`, and by onnxruntime-web as it comes from npm, fed by this page.
/** @param casesAt the address of the cases. @param ortAt that of onnxruntime-web's JavaScript. */
globalThis.conformance = async (casesAt, ortAt) => {
  globalThis.bareOrt ??= import(ortAt).then((ort) => {
    ort.env.logLevel = 'fatal';
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmPaths = new URL('./', new URL(ortAt, location.href)).href;
    return ort;
  });
  const ort = await globalThis.bareOrt;

  // Number of the element type in ONNX -> onnxruntime-web's name, numpy's name, the array that holds its bits.
  const TYPES = {
    1: ['float32', 'float32', Float32Array],
    2: ['uint8', 'uint8', Uint8Array],
    3: ['int8', 'int8', Int8Array],
    4: ['uint16', 'uint16', Uint16Array],
    5: ['int16', 'int16', Int16Array],
    6: ['int32', 'int32', Int32Array],
    7: ['int64', 'int64', BigInt64Array],
    8: ['string', 'U', null],
    9: ['bool', 'bool', Uint8Array],
    10: ['float16', 'float16', Uint16Array],
    11: ['float64', 'float64', Float64Array],
    12: ['uint32', 'uint32', Uint32Array],
    13: ['uint64', 'uint64', BigUint64Array],
    21: ['uint4', 'uint8', Uint8Array],
    22: ['int4', 'int8', Int8Array],
  };
  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  function bareTensor({ name, type, dims, data, texts }) {
    const known = TYPES[type];
    if (!known) throw new Error(`${name} is of the type ${type}`);
    const values = texts ?? new (type === 22 ? Uint8Array : known[2])(bytesOf(data).buffer);
    return new ort.Tensor(known[0], values, dims);
  }

  function ourArray({ name, type, dims, data, texts }) {
    const known = TYPES[type];
    if (!known) throw new Error(`${name} is of the type ${type}`);
    if (texts) return new coverslip.NDArray(texts, dims, `U${Math.max(1, ...texts.map((text) => [...text].length))}`);
    if (type !== 21 && type !== 22) return new coverslip.NDArray(bytesOf(data).buffer, dims, known[1]);
    const size = dims.reduce((product, length) => product * length, 1);
    const halves = [...bytesOf(data)].flatMap((byte) => [byte & 15, byte >> 4]).slice(0, size);
    const values = halves.map((half) => (type === 22 && half > 7 ? half - 16 : half));
    return new coverslip.NDArray(known[2].from(values), dims, known[1]);
  }

  function half(bits) {
    const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
  }

  /** What is wrong with an output, or "". `values` are numbers, big integers or texts; halves as their bits. */
  function wrong(expected, dims, values, { rtol, atol }) {
    const { name, type, data, texts } = expected;
    if (String(dims) !== String(expected.dims)) return `${name} has the shape ${dims} instead of ${expected.dims}`;
    if (!TYPES[type]) return `${name} is of the type ${type}`;
    const wanted = texts ?? new TYPES[type][2](bytesOf(data).buffer);
    const isFloat = [1, 10, 11].includes(type);
    for (let i = 0; i < wanted.length; i++) {
      const [a, b] = type === 10 ? [half(wanted[i]), half(values[i])] : [wanted[i], values[i]];
      if (a === b || (isFloat && Number.isNaN(a) && Number.isNaN(b))) continue;
      if (!isFloat || !(Math.abs(a - b) <= atol + rtol * Math.abs(a))) return `${name}[${i}] is ${b} instead of ${a}`;
    }
    return values.length < wanted.length ? `${name} has ${values.length} elements` : '';
  }

  async function bare(each) {
    const session = await ort.InferenceSession.create(bytesOf(each.model), {
      executionProviders: ['wasm'],
      logSeverityLevel: 4,
    });
    try {
      for (const { inputs, outputs } of each.sets) {
        const feeds = Object.fromEntries(inputs.map((input) => [input.name, bareTensor(input)]));
        const results = await session.run(feeds);
        for (const expected of outputs) {
          const { dims, data, type } = results[expected.name];
          const bits = type === 'float16' ? new Uint16Array(data.buffer, data.byteOffset, data.length) : data;
          const fault = wrong(expected, dims, bits, each);
          if (fault) return fault;
        }
      }
      return '';
    } finally {
      await session.release();
    }
  }

  async function ours(each) {
    const model = await coverslip.api.models.load(bytesOf(each.model), { name: each.name, device: 'cpu' });
    try {
      for (const { inputs, outputs } of each.sets) {
        const results = await model.run(Object.fromEntries(inputs.map((input) => [input.name, ourArray(input)])));
        for (const expected of outputs) {
          const array = results[expected.name];
          const values = array.dtype.startsWith('U') ? array.texts() : array.data;
          const fault = wrong(expected, array.shape, values, each);
          if (fault) return fault;
        }
      }
      return '';
    } finally {
      await model.release();
    }
  }

  const report = [];
  for (const each of await (await fetch(casesAt)).json()) {
    const said = async (run) => run(each).catch((error) => String(error?.message ?? error) || 'an error');
    report.push([each.name, await said(bare), await said(ours)]);
  }
  return report;
};
