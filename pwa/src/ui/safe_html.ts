/** HTML that plugins put into messages, as nodes of the page: no code, no forms, and nothing that is fetched. */
import DOMPurify from 'dompurify';

const TAGS =
  'a abbr b blockquote br caption center code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var'.split(
    ' ',
  );
const ATTRIBUTES = ['href', 'title', 'alt', 'src', 'width', 'height', 'colspan', 'rowspan', 'lang', 'dir'];

export function safeHtml(text: string): DocumentFragment {
  const content = DOMPurify.sanitize(text, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const image of content.querySelectorAll('img')) {
    if (!/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(image.getAttribute('src') ?? ''))
      image.replaceWith(document.createTextNode(image.alt));
  }
  for (const link of content.querySelectorAll('a')) {
    if (/^(https?:\/\/|mailto:)/i.test(link.getAttribute('href') ?? '')) {
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    } else link.removeAttribute('href');
  }
  return content;
}
