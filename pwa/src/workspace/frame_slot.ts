/** A window's frame before, while and after it is there, as the window's element moves it. */
import type { Box, HoldingFrame } from '../sandbox/index.js';
import type { FrameView } from './model.js';

export class FrameSlot implements FrameView {
  onLeave: (() => void) | null = null;
  private frame: HoldingFrame | null = null;
  private box: Box | null = null;

  take(frame: HoldingFrame): void {
    this.frame = frame;
    frame.place(this.box);
    void frame.ended.then(() => {
      this.frame = null;
    });
  }

  place(box: Box | null): void {
    this.box = box;
    this.frame?.place(box);
  }

  passPointers(pass: boolean): void {
    this.frame?.passPointers(pass);
  }

  focus(): void {
    this.frame?.focus();
  }
}
