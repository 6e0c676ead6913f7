/** Fields on the dark band of the drawing tools. */
import { css } from 'lit';

export const fieldStyles = css`
  input, select { color: #f2f4f5; background-color: #24282c; border-color: #5b636b; }
  input::placeholder { color: #b9bfc5; }
  @media (max-width: 699px), (pointer: coarse) {
    select, input { min-height: 44px; }
    .icon-button { min-width: 44px; min-height: 44px; }
  }
`;
