export { type Api, makeApi, type PageApi, splitKeywords } from './api.js';
export { isRecord, text } from './arguments.js';
export {
  type BrokerClient,
  KeptAnswers,
  LazyBroker,
  openAnswerCache,
  permits,
  type RequestLog,
  type RequestNote,
} from './broker/index.js';
export { toCsv } from './csv.js';
export { download, safeName } from './download.js';
export { type ImageInput, type ImageRequest, isOpenedImage } from './image_input.js';
export { pictureOf } from './picture.js';
export type { CallControls, Caller, HostServices, LogLevel, PluginRequest } from './services.js';
export { WINDOW_KEYS } from './window_names.js';
export type { Picture, WindowContext, WindowRequest } from './window_types.js';
