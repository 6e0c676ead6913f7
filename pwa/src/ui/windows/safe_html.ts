/** HTML of plugins, made harmless: no scripts, no controls (without scripts they would do nothing), and nothing that asks a network. */
import DOMPurify from 'dompurify';

/** Attributes that hold an address. */
const ADDRESSES = ['src', 'srcset', 'poster', 'background', 'xlink:href', 'data', 'action', 'formaction', 'ping'];
let purifier: ReturnType<typeof DOMPurify> | null = null;

/**
 * @returns a fragment to be put into a shadow root. Links lead to a page of their own and only when they are pressed;
 *   pictures show only where they hold their bytes themselves.
 */
export function safeHtml(html: string): DocumentFragment {
  purifier ??= makePurifier();
  return purifier.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    FORBID_TAGS: [
      'form',
      'iframe',
      'object',
      'embed',
      'link',
      'meta',
      'base',
      'audio',
      'video',
      'input',
      'button',
      'select',
      'textarea',
      'dialog',
    ],
    ALLOW_UNKNOWN_PROTOCOLS: false,
  });
}

function makePurifier(): ReturnType<typeof DOMPurify> {
  const made = DOMPurify(window);
  made.addHook('afterSanitizeAttributes', (node) => {
    for (const name of ADDRESSES) {
      const value = node.getAttribute(name);
      if (value !== null && !/^\s*(data:image\/|blob:)/i.test(value)) node.removeAttribute(name);
    }
    if (node.localName === 'img' && !node.hasAttribute('alt')) node.setAttribute('alt', '');
    const href = node.getAttribute('href');
    if (href === null) return;
    if (node.localName === 'a' && /^\s*(https?:|mailto:)/i.test(href)) {
      node.setAttribute('target', '_blank');
      node.setAttribute('rel', 'noopener noreferrer');
    } else if (!href.startsWith('#')) node.removeAttribute('href');
  });
  return made;
}
