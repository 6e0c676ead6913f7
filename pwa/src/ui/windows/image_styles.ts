/** The styles of image windows. */
import { css } from 'lit';

export const imageStyles = css`
  :host { display: flex; flex-direction: column; position: relative; height: 100%; min-height: 0; background: var(--cs-canvas); color: var(--cs-canvas-text); --cs-hover: rgb(255 255 255 / 14%); --cs-quiet: #d5d9dd; --cs-text: #f2f4f5; --wa-color-focus: #5fd0c6; }
  .stage { position: relative; display: grid; grid: minmax(0, 1fr) / minmax(0, 1fr); gap: 2px; flex: 1; min-height: 0; }
  .stage.slices { grid: minmax(0, 2fr) minmax(0, 1fr) / minmax(0, 2fr) minmax(0, 1fr); background: #2b2f34; }
  .main { position: relative; min-width: 0; min-height: 0; overflow: hidden; background: var(--cs-canvas); }
  .canvas { position: absolute; inset: 0; outline: none; touch-action: none; cursor: crosshair; image-rendering: pixelated; }
  .canvas:focus-visible { box-shadow: inset 0 0 0 2px var(--wa-color-focus); }
  .tools { position: absolute; top: 8px; left: 8px; display: flex; flex-wrap: wrap; gap: 2px; max-width: calc(100% - 16px); padding: 2px; border-radius: 8px; background: var(--cs-canvas-shade); z-index: 3; }
  .tools .icon-button { width: 32px; height: 32px; }
  .tools .words { width: auto; padding: 0 8px; font-size: var(--wa-font-size-s); font-weight: 600; }
  @media (max-width: 699px), (pointer: coarse) { .tools .icon-button { width: 44px; height: 44px; } }
  /* Fingers zoom by themselves, so what they can't do otherwise is in sight first. */
  @media (max-width: 699px), (max-height: 480px) { .tools { flex-wrap: nowrap; gap: 0; overflow-x: auto; scrollbar-width: none; } .tools > :nth-child(-n + 2) { order: 1; } }
  :host([raised]) cs-stacks { padding-bottom: 20px; }
  .readout, .scale { position: absolute; z-index: 2; padding: 3px 8px; border-radius: 6px; background: var(--cs-canvas-shade); font-size: var(--wa-font-size-s); font-variant-numeric: tabular-nums; pointer-events: none; }
  .readout { left: 8px; bottom: 8px; max-width: calc(100% - 16px); }
  .readout:empty { display: none; }
  .scale { right: 8px; bottom: 8px; display: flex; flex-direction: column; align-items: center; gap: 3px; }
  .scale i { display: block; height: 6px; border: solid var(--cs-canvas-text); border-width: 0 2px 2px; }
  :host([raised]) .readout, :host([raised]) .scale { bottom: 24px; }
  .cross { position: absolute; inset: 50% auto auto 50%; z-index: 2; width: 17px; height: 17px; translate: -50% -50%; pointer-events: none; background: linear-gradient(white, white) 50% / 1px 100% no-repeat, linear-gradient(white, white) 50% / 100% 1px no-repeat; mix-blend-mode: difference; }
  .main > i { position: absolute; z-index: 2; background: #5fd0c6; opacity: 0.8; pointer-events: none; }
  .main > i.down { top: 0; bottom: 0; width: 1px; }
  .main > i.across { left: 0; right: 0; height: 1px; }
  .hint { display: grid; place-items: center; padding: 8px; background: var(--cs-canvas); text-align: center; font-size: var(--wa-font-size-s); }
  .sentence { position: absolute; inset: 0; display: grid; place-items: center; padding: 24px; text-align: center; }
`;
