/** Models in ONNX, run in a worker of the app's own. Load this room when a model is loaded, not before. */
export { LoadedModel } from './loaded_model.js';
export { type MeasurementKey, Measurements } from './measurements.js';
export { type Folder, holdsDescription, isDescribed, isZip, modelOf, pack, unzip } from './model_archive.js';
export { type LoadControls, type LoadRequest, Models } from './models.js';
export { readOnnx } from './onnx_file.js';
export { RuntimeFiles } from './runtime_files.js';
export type { ModelFiles } from './sessions.js';
