/** How dialogs look; each sets its width as `--width`. */
import { css } from 'lit';

export const dialogStyles = css`
  wa-dialog { --spacing: 20px; }
  wa-dialog::part(title) { font-size: 1.125rem; font-weight: 600; overflow-wrap: anywhere; }
  wa-dialog::part(body) { padding-top: 0; }
  /* What is scrolled ends at a line, and does not run into the buttons. */
  wa-dialog::part(footer) { padding-block-start: 12px; border-top: 1px solid var(--cs-line); }
  wa-dialog::part(close-button__base) { min-width: 44px; min-height: 44px; }
`;
