/** How the marks of plugins are drawn. */
import type { PluginMark } from '../workspace/model.js';
import type { IconName } from './icon_drawings.js';

export const markIcons: { readonly [mark in PluginMark]: IconName } = {
  sealed: 'shield-check',
  granted: 'globe',
  window: 'app-window',
};
