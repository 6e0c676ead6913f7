import { describe, expect, it } from 'vitest';
import { Cancelled } from '../../../pwa/src/contracts/errors.js';
import { compare, holdsNaN } from '../../../pwa/src/inference/agreement.js';
import { DeviceChooser, type RunOn } from '../../../pwa/src/inference/device_choice.js';
import { Measurements } from '../../../pwa/src/inference/measurements.js';
import { type DType, NDArray, toHalf } from '../../../pwa/src/rpc/index.js';

const model = { sha256: 'a'.repeat(64), name: 'unet.onnx' };
const floats = (...values: number[]) => ({ y: new NDArray(Float32Array.from(values), [values.length]) });

describe('two answers', () => {
  it('agree within a thousandth, and what is beyond is told', () => {
    expect(compare(floats(0, 1000), floats(0.0009, 1000.9)).agrees).toBe(true);
    const { agrees, difference, fault } = compare(floats(1, 2), floats(1, 2.5));
    expect([agrees, difference.absolute, fault]).toEqual([
      false,
      0.5,
      "its output “y” differs from the CPU's by up to 0.500",
    ]);
    expect(compare(floats(1), floats(Number.NaN)).fault).toMatch(/NaN/);
    expect(compare(floats(1), floats(1, 2)).fault).toMatch(/another shape/);
    expect(
      compare(floats(Number.NaN, Number.POSITIVE_INFINITY), floats(Number.NaN, Number.POSITIVE_INFINITY)).agrees,
    ).toBe(true);
  });

  it('of half precision are compared as the numbers that they are', () => {
    const half = (value: number) => ({ y: new NDArray(Uint16Array.of(toHalf(value)), [1], 'float16') });
    expect(compare(half(1), half(1.0009765625)).agrees).toBe(true);
    expect(compare(half(1), half(1.01)).agrees).toBe(false);
    expect([holdsNaN(half(Number.NaN)), holdsNaN(half(1))]).toEqual([true, false]);
  });

  it('of whole numbers may differ in one of ten thousand', () => {
    const classes = (others: number, dtype: DType = 'int32') => ({
      y: new NDArray(
        Int32Array.from({ length: 20_000 }, (_, i) => (i < others ? 1 : 0)),
        [20_000],
        dtype,
      ),
    });
    expect([compare(classes(0), classes(2)).agrees, compare(classes(0), classes(3)).agrees]).toEqual([true, false]);
  });
});

function fail(): never {
  throw new Error('nothing was measured');
}

interface Scene {
  readonly chooser: DeviceChooser;
  readonly measurements: Measurements;
  readonly faults: string[];
  readonly ran: string[];
  readonly runOn: RunOn;
}

async function scene(
  cpu: number,
  webgpu: number | Error,
  gpuOutputs = floats(1),
  adapter = 'test gpu',
): Promise<Scene> {
  const measurements = await Measurements.open('none');
  const faults: string[] = [];
  const ran: string[] = [];
  const chooser = new DeviceChooser({
    measurements,
    adapter: async () => adapter,
    version: '1',
    onFault: (sentence) => faults.push(sentence),
    now: () => 5,
  });
  const runOn: RunOn = async (device) => {
    ran.push(device);
    if (device === 'cpu') return { outputs: floats(1), milliseconds: cpu };
    if (webgpu instanceof Error) throw webgpu;
    return { outputs: gpuOutputs, milliseconds: webgpu };
  };
  return { chooser, measurements, faults, ran, runOn };
}

describe('the device of a model', () => {
  it('is the CPU where there is no other, without measuring', async () => {
    const { chooser, runOn, ran } = await scene(9, 1, floats(1), '');
    expect((await chooser.run(model, runOn, {})).device).toBe('cpu');
    expect(ran).toEqual(['cpu']);
  });

  it('is the faster one, measured once and remembered', async () => {
    const { chooser, measurements, runOn, ran, faults } = await scene(9, 1);
    expect((await chooser.run(model, runOn, {})).device).toBe('webgpu');
    expect(ran).toEqual(['cpu', 'cpu', 'webgpu', 'webgpu']);
    expect(measurements.list()).toEqual([
      {
        model: model.sha256,
        name: 'unet.onnx',
        adapter: 'test gpu',
        version: '1',
        milliseconds: { cpu: 9, webgpu: 1 },
        difference: { absolute: 0, ofTolerance: 0 },
        best: 'webgpu',
        fault: '',
        choice: 'auto',
        time: 5,
      },
    ]);
    ran.length = 0;
    expect((await chooser.run(model, runOn, {})).device).toBe('webgpu');
    expect([ran, faults]).toEqual([['webgpu'], []]);
  });

  it('is the CPU where that is faster, without a word', async () => {
    const { chooser, runOn, faults } = await scene(1, 9);
    expect((await chooser.run(model, runOn, {})).device).toBe('cpu');
    expect([await chooser.known(model.sha256), faults]).toEqual(['cpu', []]);
  });

  it('is the CPU with a word where the other one differs, fails or gives NaN', async () => {
    for (const [outcome, outputs, said] of [
      [1, floats(2), /differs from the CPU's by up to 1\.00/],
      [1, floats(Number.NaN), /NaN/],
      [new Error('the device was lost'), floats(1), /the device was lost/],
    ] as const) {
      const { chooser, runOn, faults } = await scene(9, outcome, outputs);
      const { device, outputs: given } = await chooser.run(model, runOn, {});
      expect([device, [...(given.y?.data ?? [])]]).toEqual(['cpu', [1]]);
      expect(faults).toHaveLength(1);
      expect(faults[0]).toMatch(/^“unet\.onnx” runs on the CPU\. On the graphics card \(WebGPU\) /);
      expect(faults[0]).toMatch(said);
    }
  });

  it('goes back to the CPU when the graphics card begins to fail', async () => {
    const { chooser, measurements, runOn, faults } = await scene(9, 1);
    await chooser.run(model, runOn, {});
    const failing: RunOn = (device, signal) =>
      device === 'webgpu' ? Promise.reject(new Error('the device was lost')) : runOn(device, signal);
    expect((await chooser.run(model, failing, {})).device).toBe('cpu');
    expect([measurements.list()[0]?.best, faults.length]).toEqual(['cpu', 1]);
  });

  it('is the one that the person chose', async () => {
    const { chooser, measurements, runOn, ran } = await scene(9, 1);
    await chooser.run(model, runOn, {});
    const [measured = fail()] = measurements.list();
    await measurements.choose(measured, 'cpu');
    ran.length = 0;
    expect((await chooser.run(model, runOn, {})).device).toBe('cpu');
    expect(ran).toEqual(['cpu']);
    await measurements.choose(measured, 'auto');
    expect(await chooser.known(model.sha256)).toBe('webgpu');
    await measurements.forget(measured);
    expect(await chooser.known(model.sha256)).toBeNull();
  });

  it('is not measured on when the caller stops', async () => {
    const { chooser, measurements } = await scene(9, 1);
    const stop = new AbortController();
    const stopped: RunOn = async (device) => {
      if (device === 'cpu') return { outputs: floats(1), milliseconds: 1 };
      stop.abort();
      throw new Cancelled();
    };
    await expect(chooser.run(model, stopped, { signal: stop.signal })).rejects.toThrow(Cancelled);
    expect(measurements.list()).toEqual([]);
  });
});
