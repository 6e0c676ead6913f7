/** How dialogs look; each sets its width as `--width`. */
import { css } from 'lit';

export const dialogStyles = css`
  wa-dialog { --spacing: 20px; }
  wa-dialog::part(title) { font-size: 1.125rem; font-weight: 600; overflow-wrap: anywhere; }
  wa-dialog::part(body) { padding-top: 0; }
  wa-dialog::part(close-button__base) { min-width: 44px; min-height: 44px; }
`;
