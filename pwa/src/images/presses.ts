/** Long presses of a finger, and the right button of a mouse. */

/** Milliseconds until a finger that rests is a long press. */
const LONG_PRESS = 500;
/** CSS pixels that a resting finger may move. */
const UNREST = 8;

/** Listens on an element for as long as it lives. */
export function listenForPresses(target: HTMLElement, press: (event: MouseEvent) => void): void {
  let timer = 0;
  let fingers = 0;
  let pressed = { x: 0, y: 0 };
  const end = (): void => clearTimeout(timer);
  target.addEventListener('pointerdown', (event) => {
    fingers += 1;
    end();
    if (event.pointerType === 'mouse' || fingers > 1) return;
    pressed = { x: event.clientX, y: event.clientY };
    timer = window.setTimeout(() => press(event), LONG_PRESS);
  });
  target.addEventListener('pointermove', ({ clientX, clientY }) => {
    if (Math.hypot(clientX - pressed.x, clientY - pressed.y) > UNREST) end();
  });
  for (const kind of ['pointerup', 'pointercancel'] as const) {
    target.addEventListener(kind, () => {
      fingers = Math.max(0, fingers - 1);
      end();
    });
  }
  target.addEventListener('contextmenu', (event) => {
    event.preventDefault();
    if (event.button === 2 && !(event instanceof PointerEvent && event.pointerType === 'touch')) press(event);
  });
}
