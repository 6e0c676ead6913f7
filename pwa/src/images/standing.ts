/** Which planes of stacks are shown. Types without logic. */
import type { PlaneIndex } from './plane.js';

export interface Standing {
  readonly index: PlaneIndex;
  /** Whether the greatest value along Z is shown in place of one plane. */
  readonly projected: boolean;
}
