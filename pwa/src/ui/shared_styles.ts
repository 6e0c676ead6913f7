/** Styles that several elements share inside their shadow roots. */
import { css } from 'lit';

export const sharedStyles = css`
  :host { box-sizing: border-box; color: var(--cs-text); font-size: var(--wa-font-size-m); line-height: var(--wa-line-height-normal); }
  :host([hidden]) { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  .heading { font-size: var(--wa-font-size-s); font-weight: 600; color: var(--cs-quiet); letter-spacing: 0.01em; }
  .quiet { color: var(--cs-quiet); }
  .small { font-size: var(--wa-font-size-s); }
  .numbers { font-variant-numeric: tabular-nums; }
  .ellipsis { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .grow { flex: 1; min-width: 0; }
  .row { display: flex; align-items: center; gap: 8px; }

  button { font: inherit; color: inherit; }
  button, summary { cursor: pointer; -webkit-tap-highlight-color: transparent; }
  button:disabled { cursor: default; opacity: 0.45; }
  :focus-visible { outline: 2px solid var(--wa-color-focus); outline-offset: 1px; }

  .icon-button {
    display: inline-flex; align-items: center; justify-content: center; flex: none;
    width: var(--cs-control); height: var(--cs-control); padding: 0;
    border: 0; border-radius: var(--cs-radius); background: none; color: var(--cs-quiet);
  }
  .icon-button[aria-pressed='true'], .icon-button[aria-expanded='true'] { background: var(--cs-hover); color: var(--cs-text); }
  /* After a tap a phone takes the finger to be still there. */
  @media (hover: hover) { .icon-button:hover:not(:disabled) { background: var(--cs-hover); color: var(--cs-text); } }
  .text-button {
    display: inline-flex; align-items: center; gap: 6px; min-height: var(--cs-control); padding: 0 8px;
    border: 0; border-radius: var(--cs-radius); background: none; color: var(--cs-accent-text); font-weight: 500;
  }
  .text-button:hover:not(:disabled) { background: var(--cs-hover); }

  input, select, textarea {
    font: inherit; color: var(--cs-text); background: var(--wa-form-control-background-color);
    border: 1px solid var(--wa-form-control-border-color); border-radius: var(--cs-radius);
    min-height: var(--cs-control); padding: 4px 8px; width: 100%; min-width: 0;
  }
  select {
    appearance: none; padding-right: 28px; text-overflow: ellipsis;
    background-image: url('data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="%2380868d" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"><path d="m4 6 4 4 4-4"/></svg>');
    background-repeat: no-repeat; background-position: right 8px center; background-size: 16px;
  }
  select:disabled { opacity: 0.6; }
  textarea { resize: vertical; min-height: 72px; }
  input::placeholder, textarea::placeholder { color: var(--cs-quiet); opacity: 1; }
  input:focus-visible, select:focus-visible, textarea:focus-visible { outline-offset: -1px; }
  [aria-invalid='true'] { border-color: var(--cs-danger); }
  input[type='number'] { font-variant-numeric: tabular-nums; text-align: right; }
  input[type='number']::-webkit-inner-spin-button { display: none; }
  input[type='number'] { appearance: textfield; }

  details > summary { display: flex; align-items: center; gap: 6px; min-height: var(--cs-control); list-style: none; border-radius: var(--cs-radius); }
  details > summary::-webkit-details-marker { display: none; }
  details > summary > cs-icon:first-child { transition: rotate var(--wa-transition-fast); color: var(--cs-quiet); }
  details[open] > summary > cs-icon:first-child { rotate: 90deg; }
  code { font-family: var(--wa-font-family-code); font-size: 0.9em; }
  pre { margin: 0; font-family: var(--wa-font-family-code); font-size: var(--wa-font-size-s); white-space: pre-wrap; overflow-wrap: anywhere; }
`;
