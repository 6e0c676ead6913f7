/** ImJoy's plugin files as a format of plugins. Its reader is loaded with the first such file. */
import type { PluginFormat } from '../plugins/index.js';

export const imjoyFormat: PluginFormat = {
  endings: ['.imjoy.html'],
  recognises: (text) => /<config[\s>]/i.test(text) && /<\/config>/i.test(text),
  parse: async (text, fileName, tag) => {
    const [{ readImJoyFile }, { headerOf }] = await Promise.all([import('./file.js'), import('./header.js')]);
    return headerOf(readImJoyFile(text, fileName, tag));
  },
};
