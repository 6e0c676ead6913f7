/** How a table looks. */
import { css } from 'lit';

export const tableStyles = css`
  :host { background: var(--cs-bg); container-type: inline-size; --row: 28px; }
  @media (max-width: 699px), (pointer: coarse) { :host { --row: 44px; } }
  header { display: flex; align-items: center; gap: 4px; padding: 4px 8px 4px 16px; min-height: 40px; border-bottom: 1px solid var(--cs-line); color: var(--cs-quiet); font-size: var(--wa-font-size-s); }
  header .text-button[aria-pressed='true'] { background: var(--cs-hover); }
  .labels { display: flex; align-items: center; gap: 6px; min-width: 0; }
  .labels select { width: auto; max-width: 14ch; }
  @container (max-width: 560px) { header .text-button span, .labels > span { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } header .text-button { min-width: var(--cs-control); justify-content: center; } header { padding-left: 12px; } .labels select { max-width: 11ch; } }
  .wrong { padding: 6px 16px; background: var(--cs-danger-soft); color: var(--cs-danger); font-size: var(--wa-font-size-s); }
  .grid { flex: 1; min-height: 0; overflow: auto; font-variant-numeric: tabular-nums; font-size: var(--wa-font-size-s); overscroll-behavior: contain; contain: strict; }
  .grid:focus-visible { outline-offset: -2px; }
  .line { display: grid; grid-template-columns: var(--columns); height: var(--row); min-width: max-content; }
  .top { position: sticky; top: 0; z-index: 1; min-width: max-content; background: var(--cs-panel); border-bottom: 1px solid var(--cs-line); }
  .head { height: calc(var(--row) + 6px); }
  .head > [role='columnheader'] { display: flex; min-width: 0; }
  .head button { display: flex; align-items: center; gap: 4px; height: 100%; padding: 0; border: 0; background: none; font-weight: 600; white-space: nowrap; }
  .head .sort { flex: 1; min-width: 0; padding-left: 12px; }
  .head .more { flex: none; justify-content: center; width: 24px; color: var(--cs-quiet); opacity: 0.55; }
  @media (max-width: 699px), (pointer: coarse) { .head .more { width: 44px; } }
  .head > :hover .more, .head .more:focus-visible, .head .more[aria-expanded='true'] { opacity: 1; }
  .head button:hover { background: var(--cs-hover); }
  .head button:focus-visible { outline-offset: -2px; }
  .head .right .sort { flex-direction: row-reverse; justify-content: flex-start; padding: 0; }
  .head .right .unit { order: -1; }
  .head .number { display: flex; align-items: center; line-height: 1; }
  .head .unit { font-weight: 400; color: var(--cs-quiet); }
  .head .arrow { color: var(--cs-accent-text); }
  .filters { height: calc(var(--row) + 8px); }
  .filters > * { padding: 2px 4px 6px; min-width: 0; }
  .filters .number { padding: 0; }
  .filters .icon-button { width: 100%; height: calc(var(--row) + 4px); }
  .filters input { min-height: 0; height: 100%; padding: 0 8px; font-size: var(--wa-font-size-s); }
  .body { position: relative; min-width: max-content; }
  .rows { position: absolute; inset: 0 0 auto; }
  .cell { padding: 0 12px; line-height: var(--row); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
  .right { text-align: right; }
  .row { user-select: none; border-bottom: 1px solid color-mix(in srgb, var(--cs-line) 55%, transparent); cursor: default; gap: 0; align-items: stretch; }
  .row:hover { background: var(--cs-hover); }
  .row[aria-selected='true'] { background: var(--cs-accent-soft); }
  .row.current { box-shadow: inset 2px 0 0 var(--cs-accent); }
  .number { color: var(--cs-quiet); }
  .row .number { cursor: copy; }
  .empty { padding: 24px 16px; color: var(--cs-quiet); }
  cs-column-menu { top: 44px; }
`;
