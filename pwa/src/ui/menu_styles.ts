/** How menus look that open from a button. */
import { css } from 'lit';

export const menuStyles = css`
  :host { display: inline-flex; }
  wa-dropdown-item { min-height: var(--cs-row); padding-block: 4px; font-size: var(--wa-font-size-m); }
  wa-dropdown::part(menu) { max-height: min(var(--auto-size-available-height, 80dvh), calc(100dvh - 16px)); overflow-y: auto; }
`;
