/** Lines of a name, a slider and a value, as the layers panel has them. */
import { css } from 'lit';

export const lineStyles = css`
  .line { display: grid; grid-template-columns: 64px minmax(0, 1fr) 44px; align-items: center; gap: 8px; font-size: var(--wa-font-size-s); min-height: 28px; }
  .line.two { grid-template-columns: 64px minmax(0, 1fr); }
  .line output { white-space: nowrap; text-align: right; font-variant-numeric: tabular-nums; color: var(--cs-quiet); }
  .line select { min-height: 28px; padding-block: 2px; font-size: var(--wa-font-size-s); }
  input[type='color'] { width: 28px; height: 28px; min-height: 0; padding: 2px; flex: none; cursor: pointer; }
  wa-slider { --track-size: 4px; --thumb-width: 14px; --thumb-height: 14px; padding-inline: 7px; }
  wa-slider::part(label) { display: none; }
  wa-slider::part(slider) { margin: 0; }
  @media (max-width: 699px), (pointer: coarse) {
    wa-slider { --thumb-width: 22px; --thumb-height: 22px; padding-inline: 11px; }
    /* A finger takes the track, too: what can be touched is as high as the line. */
    wa-slider::part(slider) { padding-block: 20px; margin-block: -20px; }
    .line, .line select { min-height: 44px; }
    input[type='color'] { width: 44px; height: 44px; }
  }
`;
