import { describe, expect, it } from 'vitest';
import { kinds, thereAndBack } from './kinds.js';
import { pair } from './pair.js';

describe('values between two JavaScript sides over a MessagePort', () => {
  it.each(kinds)('go there and back, as argument, result and in a callback: $name', async (vector) => {
    const { near } = pair({
      same: (value: unknown) => value,
      through: (fn: (value: unknown) => unknown, value: unknown) => fn(value),
    });
    const [sent, back] = await thereAndBack(vector, (value) => near.root.same(value));
    expect(back).toEqual(sent);
    const [again, through] = await thereAndBack(vector, (value) => near.root.through((each: unknown) => each, value));
    expect(through).toEqual(again);
    near.close();
  });
});
