/** Times that are no instants: what Python's date, time, naive datetime and timedelta are here. */

const DATE = String.raw`\d{4}-\d\d-\d\d`;
const TIME = String.raw`\d\d:\d\d:\d\d(?:\.\d{6})?`;
const FORMS = {
  date: new RegExp(`^${DATE}$`),
  datetime: new RegExp(`^${DATE}T${TIME}$`),
  time: new RegExp(String.raw`^${TIME}(?:[+-]\d\d:\d\d)?$`),
} as const;

/** A date, a time of day, or both, without a place on earth: what a calendar or a clock on the wall shows. */
export class ClockTime {
  readonly kind: 'date' | 'time' | 'datetime';

  /**
   * @param text in ISO 8601: `2026-01-02`, `03:04:05.678900` (also with an offset) or `2026-01-02T03:04:05`.
   * @throws TypeError when it is none of these, or no such day or time exists.
   */
  constructor(readonly text: string) {
    const kind = (['date', 'time', 'datetime'] as const).find((each) => FORMS[each].test(text));
    if (!kind || !exists(text, kind)) throw new TypeError(`${JSON.stringify(text)} is no date or time of day.`);
    this.kind = kind;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** A length of time (Python's timedelta): `days` may be negative, the others may not. */
export class Duration {
  /**
   * @param seconds less than a day.
   * @param microseconds less than a second.
   * @throws TypeError when they are not whole or not in these bounds.
   */
  constructor(
    readonly days: number,
    readonly seconds: number,
    readonly microseconds: number,
  ) {
    const whole = [days, seconds, microseconds].every(Number.isInteger);
    const within =
      Math.abs(days) <= 999_999_999 && seconds >= 0 && seconds < 86_400 && microseconds >= 0 && microseconds < 1e6;
    if (!whole || !within) {
      throw new TypeError(`${days} days, ${seconds} s and ${microseconds} µs are no length of time.`);
    }
  }

  /** As a number; exact to the microsecond within some 285 years. */
  get milliseconds(): number {
    return (this.days * 86_400 + this.seconds) * 1000 + this.microseconds / 1000;
  }

  toJSON(): string {
    return this.toString();
  }

  /** In ISO 8601: `P1DT7384.5S`, `-PT1S`. */
  toString(): string {
    const negative = this.days < 0;
    const total = (BigInt(this.days) * 86_400n + BigInt(this.seconds)) * 1_000_000n + BigInt(this.microseconds);
    const size = negative ? -total : total;
    const [days, rest] = [size / 86_400_000_000n, size % 86_400_000_000n];
    const fraction = String(rest % 1_000_000n)
      .padStart(6, '0')
      .replace(/0+$/, '');
    const seconds = `${rest / 1_000_000n}${fraction && `.${fraction}`}`;
    const time = seconds === '0' && days > 0n ? '' : `T${seconds}S`;
    return `${negative ? '-' : ''}P${days > 0n ? `${days}D` : ''}${time}`;
  }
}

function exists(text: string, kind: ClockTime['kind']): boolean {
  const [date, time] = kind === 'datetime' ? text.split('T') : kind === 'date' ? [text, ''] : ['', text];
  if (date) {
    const day = new Date(`${date}T00:00:00Z`);
    if (date < '0001' || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== date) return false;
  }
  const [hours = 0, minutes = 0, seconds = 0, offsetHours = 0, offsetMinutes = 0] = (time ?? '')
    .split(/[:.+-]/)
    .filter((part) => part.length === 2)
    .map(Number);
  return hours < 24 && minutes < 60 && seconds < 60 && offsetHours < 24 && offsetMinutes < 60;
}
