/** What the texts of a column mean: numbers with a decimal point or comma, true and false, or texts. */

export type Decimal = '.' | ',';

const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '-', '#n/a']);
const NUMBER: { readonly [decimal in Decimal]: RegExp } = {
  '.': /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$|^[+-]?(\d{1,3})(,\d{3})+(\.\d*)?$|^[+-]?inf(inity)?$/i,
  ',': /^[+-]?(\d+(,\d*)?|,\d+)(e[+-]?\d+)?$|^[+-]?(\d{1,3})(\.\d{3})+(,\d*)?$/i,
};

/**
 * The cells of a column: numbers where all that are there are numbers (and those that are not are null), true and false
 * where all are one of the two, else the texts themselves.
 */
export function cellsOf(texts: readonly string[]): readonly unknown[] {
  const bare = texts.map((text) => text.trim().replace('−', '-'));
  const there = bare.filter((text) => !MISSING.has(text.toLowerCase()));
  if (there.length > 0) {
    const decimal = (['.', ','] as const).find((each) => there.every((text) => NUMBER[each].test(text)));
    // A leading zero is part of a name, such as a plate's number, and would be lost.
    const named = there.some((text) => /^0\d/.test(text));
    if (decimal !== undefined && !named)
      return bare.map((text) => (MISSING.has(text.toLowerCase()) ? null : toNumber(text, decimal)));
    if (there.every((text) => /^(true|false)$/i.test(text)))
      return bare.map((text) => (MISSING.has(text.toLowerCase()) ? null : text.toLowerCase() === 'true'));
  }
  return texts.map((text) => (text === '' ? null : text));
}

function toNumber(text: string, decimal: Decimal): number {
  if (/inf/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const grouping = decimal === '.' ? ',' : '.';
  return Number(text.replaceAll(grouping, '').replace(decimal, '.'));
}
