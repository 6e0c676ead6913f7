/** Where a viewer has its pixels from: an opened file, an address, or an array that is in memory. */
import type { ImageFacts, Region } from '../contracts/image.js';
import type { NDArray } from '../rpc/ndarray.js';

export interface ImageSource extends ImageFacts {
  /**
   * Reads a part of the image, or all of it.
   *
   * @param region which part; positions beyond an end are refused.
   * @returns the values in the image's own dtype, with the axes that are left, their scale and the unit.
   * @throws RangeError naming the axis and the position; FormatError naming the file where it turns out to be damaged.
   */
  read(region?: Region, options?: { readonly signal?: AbortSignal }): Promise<NDArray>;
  /** The whole array where it is in memory already, so that nobody has to wait for it; null elsewhere. */
  readonly array: NDArray | null;
  /** Gives back what the source holds (an open file in a sandbox). It can't be read after. */
  close(): void;
}
