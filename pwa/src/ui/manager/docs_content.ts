/** Markdown of a plugin as nodes of the page: no code runs, no form asks, and no address is fetched. */
import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';
import { managerStrings } from './strings.js';

const markdown = new MarkdownIt({ html: true, linkify: false });

const TAGS =
  'a abbr b blockquote br caption code dd del details div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var'.split(
    ' ',
  );
const ATTRIBUTES = [
  'href',
  'title',
  'alt',
  'src',
  'width',
  'height',
  'colspan',
  'rowspan',
  'start',
  'open',
  'lang',
  'dir',
];
/** The manager's own headings come before those of the docs. */
const FIRST_HEADING = 3;

/** Reads Markdown, with the HTML that ImJoy's docs hold. */
export function docsOf(text: string): DocumentFragment {
  const content = DOMPurify.sanitize(markdown.render(text), {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const image of content.querySelectorAll('img')) keepOrName(image);
  for (const link of content.querySelectorAll('a')) leaveThePage(link);
  for (const heading of content.querySelectorAll('h1, h2, h3, h4, h5, h6')) lower(heading);
  for (const code of content.querySelectorAll('pre, table')) code.setAttribute('tabindex', '0');
  return content;
}

/** A picture that is in the text is shown; of one that would have to be fetched, its name. */
function keepOrName(image: HTMLImageElement): void {
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(image.getAttribute('src') ?? '')) return;
  const name = document.createElement('span');
  name.className = 'missing';
  const { alt } = image;
  name.textContent = alt === '' ? managerStrings.docs.pictureUnnamed : managerStrings.docs.picture(alt);
  image.replaceWith(name);
}

/** Links open outside, without saying where they were; what is no address of the web is only text. */
function leaveThePage(link: HTMLAnchorElement): void {
  if (/^(https?:\/\/|mailto:)/i.test(link.getAttribute('href') ?? '')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  } else link.removeAttribute('href');
}

function lower(heading: Element): void {
  const level = Math.min(6, Number(heading.tagName.slice(1)) + FIRST_HEADING - 1);
  const lowered = document.createElement(`h${level}`);
  lowered.append(...heading.childNodes);
  heading.replaceWith(lowered);
}
