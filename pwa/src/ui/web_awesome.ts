/** Comes with each import of a part of Web Awesome: none of them may look for icons on a CDN. */
import { registerIconLibrary } from '@awesome.me/webawesome/dist/components/icon/library.js';

// Its parts only ask for its built-in system icons.
registerIconLibrary('default', { resolver: () => 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>' });
