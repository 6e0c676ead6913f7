/** The styles of the drawing tools: a band below the picture, so that it covers nothing of it. */
import { css } from 'lit';

export const annotationStyles = css`
  :host { display: block; flex: none; background: #17191c; border-top: 1px solid #33383d; }
  /* On a phone the sheet below reaches over the lower edge. */
  :host([raised]) { padding-bottom: 14px; }
  .band { display: flex; flex-wrap: wrap; align-items: center; gap: 2px; padding: 2px 6px; min-height: 40px; }
  .band .icon-button { width: 34px; height: 34px; }
  .band .gap { flex: none; width: 1px; height: 24px; margin: 0 5px; background: #454b52; }
  .icon-button[aria-pressed='true'], .icon-button[aria-pressed='true']:hover:not(:disabled) { background: #2aa59b; color: #04201d; }
  /* One row that is always as high: a picture that fits its window must not jump while it is drawn on. */
  .more { display: flex; align-items: center; gap: 12px; padding: 2px 10px 4px; height: 44px; overflow-x: auto; scrollbar-width: thin; white-space: nowrap; font-size: var(--wa-font-size-s); }
  .more > *, .more label { flex: none; }
  .more label { display: flex; align-items: center; gap: 6px; }
  .more select { width: auto; max-width: 180px; }
  .more input[type='range'] { width: 120px; min-height: 0; padding: 0; accent-color: #2aa59b; }
  .more input[type='number'] { width: 76px; }
  .more output { min-width: 7ch; font-variant-numeric: tabular-nums; }
  .swatch { width: 14px; height: 14px; border-radius: 4px; border: 1px solid rgb(255 255 255 / 60%); }
  .more > .hint { flex: 0 1 auto; min-width: 160px; overflow: hidden; text-overflow: ellipsis; color: var(--cs-quiet); }
  .more > .saved { flex: none; min-width: 0; }
  .text-button { --cs-accent-text: #7fe0d6; border: 1px solid #454b52; }
  .text-button.main { background: #2aa59b; color: #04201d; border-color: #2aa59b; font-weight: 600; }
  .ask { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; padding: 8px 10px; background: #0f3b38; }
  .ask strong { flex: 1 1 160px; }
  wa-dropdown-item { min-height: var(--cs-row); padding-block: 4px; font-size: var(--wa-font-size-m); color: var(--wa-color-text-normal); }
  @media (max-width: 699px), (pointer: coarse) {
    .band { flex-wrap: nowrap; overflow-x: auto; scrollbar-width: thin; }
    .band .icon-button { flex: none; width: 44px; height: 44px; }
    /* The way out stays in sight, whatever has been scrolled to. */
    .band > :last-child { position: sticky; right: -6px; background: #17191c; box-shadow: -8px 0 8px #17191c; }
    .more > .hint:first-child { white-space: normal; line-height: 1.2; max-height: 3.6em; }
    .more { height: 52px; }
    .more .text-button, .ask .text-button, .more select, .more input[type='number'] { min-height: 44px; }
    .more input[type='range'] { min-height: 44px; }
    .ask .text-button { padding: 0 14px; }
    .ask { padding: 4px 10px; }
  }
`;
