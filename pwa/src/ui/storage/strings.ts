/** The words of the storage panel. */
import type { Device, DeviceChoice, DeviceMeasurement } from '../../contracts/model.js';
import type { StorageKind } from '../../workspace/storage_report.js';
import { bytes } from '../format.js';

const kinds: { readonly [kind in StorageKind]: string } = {
  model: 'Models',
  package: 'Python packages',
  sample: 'Samples',
  runtime: 'Python and what runs models',
};
const choices: { readonly [choice in DeviceChoice]: string } = {
  auto: 'The better one',
  cpu: 'processor',
  webgpu: 'graphics card',
};

export const storageStrings = {
  title: 'Storage, models and devices',
  kinds,
  choice: (choice: DeviceChoice, best: Device) =>
    choice === 'auto' ? `${choices.auto} (${choices[best]})` : `The ${choices[choice]}`,
  loading: 'Looking …',
  used: (used: number | null, quota: number | null) =>
    used === null
      ? 'The browser does not say how much this app holds.'
      : `This app holds ${bytes(used)}${quota === null ? '' : ` of ${bytes(quota)} that the browser allows`}.`,
  none: (kind: StorageKind) =>
    kind === 'model'
      ? 'No model is kept. Add one here, or run one: it is kept from then on.'
      : 'Nothing of this kind is kept.',
  add: 'Add models…',
  addFolder: 'Add a folder…',
  addHint: 'A network (.onnx), a model of bioimage.io (.zip) or ZEISS (.czann, .czseg), or a folder with a model.',
  address: 'Address of a model',
  addressHint: 'https://… to a network, an archive, or an rdf.yaml',
  fetch: 'Fetch',
  lastUsed: (time: number) => `last used ${new Date(time).toLocaleDateString()}`,
  neededBy: (names: readonly string[]) => `needed offline by ${names.join(', ')}`,
  remove: (name: string) => `Delete ${name}`,
  unfinished: (count: number) =>
    count === 1
      ? 'One download broke off and is kept to go on.'
      : `${count} downloads broke off and are kept to go on.`,
  dropUnfinished: 'Delete what broke off',
  devices: 'Devices',
  adapter: (name: string) => `The graphics card says it is ${name}.`,
  noAdapter: 'This browser offers no graphics card (WebGPU), so models run on the processor.',
  noMeasurement: 'No model has been measured yet. The first run of each measures both devices, once.',
  tolerance: (absolute: number, relative: number) =>
    `The two answers have to agree within ${absolute} plus ${relative} of the processor’s number; otherwise the processor is taken.`,
  milliseconds: (value: number | null) => (value === null ? 'failed' : `${value.toFixed(value < 10 ? 1 : 0)} ms`),
  measured: ({ milliseconds, difference }: DeviceMeasurement) =>
    `Processor ${storageStrings.milliseconds(milliseconds.cpu)}, graphics card ${storageStrings.milliseconds(milliseconds.webgpu)}${difference === null || !Number.isFinite(difference.absolute) ? '' : `, largest difference ${difference.absolute.toExponential(1)}`}`,
  fault: (fault: string) => `The graphics card is not used: ${fault}.`,
  runsOn: (name: string) => `Where ${name} runs`,
  again: 'Measure again',
} as const;
