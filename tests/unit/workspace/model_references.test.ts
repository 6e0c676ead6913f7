import { expect, test } from 'vitest';
import { references } from '../../../pwa/src/workspace/model_references.js';

const sources = (text: string) => references(text, 'rdf.yaml').files.map(({ source }) => source);

test('a description of version 0.5 names its network, tests, covers and documentation', () => {
  const text = `
id: bold-shark
name: Bold shark
weights:
  pytorch_state_dict: {source: weights.pt}
  onnx: {source: ./weights.onnx, sha256: aa, external_data: {source: weights.onnx.data}}
inputs: [{test_tensor: {source: in.npy}}, {test_tensor: null}]
outputs: [{test_tensor: {source: out.npy}}]
covers: [cover.png, https://example.com/other.png]
documentation: {source: docs/README.md}
attachments: [{source: notes.txt}]
`;
  expect(references(text, 'rdf.yaml').name).toBe('bold-shark');
  expect(sources(text)).toEqual([
    'weights.onnx',
    'weights.onnx.data',
    'cover.png',
    'https://example.com/other.png',
    'in.npy',
    'out.npy',
    'docs/README.md',
  ]);
  expect(references(text, 'rdf.yaml').files.filter(({ isNeeded }) => isNeeded)).toHaveLength(2);
});

test('a description of version 0.4 names its tests in lists', () => {
  const text = `
name: A/B model
weights: {onnx: {source: https://zenodo.org/weights.onnx}}
test_inputs: [in.npy]
test_outputs: [out.npy]
documentation: README.md
`;
  expect(references(text, 'rdf.yaml').name).toBe('A-B model');
  expect(sources(text)).toEqual(['https://zenodo.org/weights.onnx', 'in.npy', 'out.npy', 'README.md']);
});

test.each([
  ['weights: {pytorch_state_dict: {source: w.pt}}', /no model with weights in ONNX/],
  ['just text', /no model with weights in ONNX/],
  ['a: [1', /rdf\.yaml is no YAML/],
])('%s is refused', (text, words) => expect(() => references(text, 'rdf.yaml')).toThrow(words));
